'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { useRef, useState } from 'react';
import type { Filter } from '../filters/filter-text';

const ExportDialog = dynamic(() => import('./export-dialog').then((file) => file.ExportDialog), {
  ssr: false,
});

interface ExportButtonProps {
  readonly kind: 'keys' | 'events';
  /** As the list of that kind takes it: exactly what is shown. */
  readonly filter: Filter;
  readonly merchant: string | undefined;
  readonly label?: string;
  readonly size?: string;
}

/** Exports what is shown. The export stands in the address, so that a link leads back to it. */
export function ExportButton(props: ExportButtonProps) {
  const { kind, filter, merchant, label = 'Export', size = 'sm' } = props;
  const address = useSearchParams();
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = address.get('export') ?? undefined;
  const show = (next: string | undefined) => {
    const query = new URLSearchParams(address);
    if (next === undefined) query.delete('export');
    else query.set('export', next);
    window.history.replaceState(null, '', `?${query.toString()}`);
  };
  const close = () => {
    setAsking(false);
    if (id !== undefined) show(undefined);
    setTimeout(() => button.current?.focus());
  };
  return (
    <>
      <Button
        ref={button}
        variant="default"
        size={size}
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
      {(asking || id !== undefined) && (
        <ExportDialog
          id={id}
          asked={{ kind, filter }}
          merchant={merchant}
          onMade={show}
          onClose={close}
        />
      )}
    </>
  );
}
