'use client';

import { Loader, Modal, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { usePathname, useRouter } from 'next/navigation';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useState } from 'react';
import { type MerchantChoice, useMerchantParam } from '../shell/merchant';
import { NAVIGATION } from '../shell/navigation';
import { useZone } from '../time/zone-provider';
import { FIND, offer, SHORTCUTS } from './offer';
import type { PaletteOption } from './option';
import styles from './palette.module.css';
import { readTicket } from './read-ticket';
import { type Answer, useFind } from './use-find';

interface PaletteProps {
  readonly merchants: readonly MerchantChoice[];
  readonly onClose: () => void;
  readonly onShortcuts: () => void;
}

/** Paste what a ticket names and be there; or go to a page, or to another merchant. */
export function Palette({ merchants, onClose, onShortcuts }: PaletteProps) {
  const router = useRouter();
  const path = usePathname();
  const merchant = useMerchantParam();
  const { zone } = useZone();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const go = (href: string) => {
    router.push(href);
    onClose();
  };
  const { answer, find } = useFind({ merchant, merchants }, go);
  const own = offer(text, new Date(), { path, merchant, merchants, zone, pages: NAVIGATION });
  const asked = answer?.of === text ? answer : undefined;
  const found = Array.isArray(asked?.options) ? asked.options : [];
  const options: readonly PaletteOption[] = found.length > 0 ? found : own;
  const active = Math.min(chosen, options.length - 1);
  const take = (option: PaletteOption | undefined) => {
    if (option?.id === FIND) find(text);
    else if (option?.id === SHORTCUTS) onShortcuts();
    else if (option?.href !== undefined) go(option.href);
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData('text').replaceAll(/\s+/g, ' ').trim();
    if (pasted === '' || text !== '') return;
    event.preventDefault();
    write(pasted);
    if (!readTicket(pasted, new Date(), zone)) find(pasted);
  };
  const write = (next: string) => {
    setText(next);
    setChosen(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined) setChosen((active + step + options.length) % options.length);
    else if (event.key === 'Enter') take(options[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal.Root opened onClose={onClose} returnFocus={false} padding={0} size="lg" yOffset="12vh">
      <Modal.Overlay />
      <Modal.Content aria-label="Find">
        <Field
          {...{ text, onPaste, onKeyDown }}
          onWrite={write}
          busy={asked?.options === 'asking'}
          active={`palette-${active}`}
        />
        <Options options={options} active={active} onTake={take} />
        <p className={styles.said} role="status">
          {saidOf(asked, found.length)}
        </p>
      </Modal.Content>
    </Modal.Root>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

function saidOf(asked: Answer | undefined, found: number): string {
  if (!asked) return 'Paste an id, a key, a reference, or what the ticket says.';
  if (asked.options === 'asking') return 'Looking…';
  if (asked.failure !== undefined) return asked.failure;
  if (found > 0) return `It is ${found} things: choose one.`;
  return 'Nothing is known by this. What has just happened may take 2 s.';
}

interface FieldProps {
  readonly text: string;
  readonly busy: boolean;
  /** The id of the option that Enter takes. */
  readonly active: string;
  readonly onWrite: (text: string) => void;
  readonly onPaste: (event: ClipboardEvent<HTMLInputElement>) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function Field({ text, busy, active, onWrite, onPaste, onKeyDown }: FieldProps) {
  return (
    <TextInput
      data-autofocus
      className={styles.input}
      size="md"
      role="combobox"
      aria-label="Find an id, a key, a reference or a page"
      aria-expanded
      aria-controls="palette-options"
      aria-activedescendant={active}
      aria-autocomplete="list"
      placeholder="Paste an id, a key or a reference"
      leftSection={busy ? <Loader size={16} aria-hidden /> : <IconSearch size={18} aria-hidden />}
      value={text}
      onChange={(event) => onWrite(event.currentTarget.value)}
      onPaste={onPaste}
      onKeyDown={onKeyDown}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

interface OptionsProps {
  readonly options: readonly PaletteOption[];
  readonly active: number;
  readonly onTake: (option: PaletteOption) => void;
}

function Options({ options, active, onTake }: OptionsProps) {
  useEffect(() => {
    document.getElementById(`palette-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div role="listbox" id="palette-options" aria-label="Where to" className={styles.list}>
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keyboard
        <div
          key={option.id}
          id={`palette-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={styles.option}
          onClick={() => onTake(option)}
        >
          <span className={styles.label}>{option.label}</span>
          <span className={styles.hint}>{option.hint}</span>
        </div>
      ))}
    </div>
  );
}
