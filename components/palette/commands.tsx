'use client';

import { ActionIcon, Button, Kbd } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useEffect, useRef, useState } from 'react';
import type { MerchantChoice } from '../shell/merchant';

// Read when they are asked for: no page waits for what few visits open.
const readPalette = () => import('./palette').then((file) => file.Palette);
const Palette = dynamic(readPalette, { ssr: false });
const Shortcuts = dynamic(() => import('./shortcuts').then((file) => file.Shortcuts), {
  ssr: false,
});

/** Find anything, from anywhere: ⌘K or Ctrl+K, and ? for the keys there are. */
export function Commands({ merchants }: { readonly merchants: readonly MerchantChoice[] }) {
  const [shown, setShown] = useState<'palette' | 'shortcuts'>();
  const before = useRef<Element>(null);
  const open = (what: 'palette' | 'shortcuts') => {
    if (shown === undefined) before.current = document.activeElement;
    setShown(what);
  };
  const close = () => {
    setShown(undefined);
    // Back to where somebody was; where that is gone with its page, the page takes the focus.
    setTimeout(() => {
      if (before.current instanceof HTMLElement && before.current.isConnected)
        before.current.focus();
    });
  };
  useHotkeys([['mod+K', () => open('palette')]], []);
  useEffect(() => {
    // Ctrl or ⌘ comes a moment before K: time enough to have it there.
    const prepare = ({ key }: KeyboardEvent) => {
      if (key === 'Control' || key === 'Meta') void readPalette();
    };
    window.addEventListener('keydown', prepare);
    return () => window.removeEventListener('keydown', prepare);
  }, []);
  useHotkeys([
    ['shift+?', () => open('shortcuts')],
    ['?', () => open('shortcuts')],
  ]);
  return (
    <>
      <Button
        variant="default"
        size="sm"
        c="dimmed"
        fw={400}
        visibleFrom="md"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        aria-label="Find"
        aria-keyshortcuts="Control+K Meta+K"
        onPointerEnter={() => void readPalette()}
        onClick={() => open('palette')}
      >
        Find
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        hiddenFrom="md"
        aria-label="Find"
        onClick={() => open('palette')}
      >
        <IconSearch size={18} aria-hidden />
      </ActionIcon>
      {shown === 'palette' && (
        <Palette merchants={merchants} onClose={close} onShortcuts={() => open('shortcuts')} />
      )}
      {shown === 'shortcuts' && <Shortcuts onClose={close} />}
    </>
  );
}
