'use client';

import { ActionIcon, Button, Group, Text, Title, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowsMaximize, IconX } from '@tabler/icons-react';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import type { ShownKey } from '@/lib/history/answers';
import { Copy } from '../data/copy';
import { Facts } from '../data/facts';
import { PageProblem } from '../data/page-problem';
import { Reading } from '../data/reading';
import { formatMoney } from '../money/format-money';
import { withMerchant } from '../shell/merchant';
import { Timestamp } from '../time/timestamp';
import styles from './key-panel.module.css';
import { KeyState } from './key-state';
import { Timeline } from './timeline';
import { useKeyInShort } from './use-key-in-short';
import { Verdict } from './verdict';

interface KeyPanelProps {
  readonly id: string;
  /** The key's row, as the list has it. */
  readonly row: ShownKey | undefined;
  readonly merchant: string | undefined;
  readonly onClose: () => void;
}

/** A key's story in short, beside the list that it is part of. */
export function KeyPanel({ id, row, merchant, onClose }: KeyPanelProps) {
  const { known, events, problem } = useKeyInShort(id, merchant, row);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  useHotkeys([['Escape', onClose]]);
  const href = withMerchant(`/keys/${id}`, merchant);
  return (
    <aside className={styles.panel} aria-label="Key in short">
      <div className={styles.head}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Button
            component={Link}
            href={href}
            prefetch={false}
            size="compact-sm"
            variant="light"
            leftSection={<IconArrowsMaximize size={14} aria-hidden />}
          >
            Open whole
          </Button>
          <Tooltip label="Close (Esc)">
            <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={onClose}>
              <IconX size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
        <Title
          ref={title}
          order={2}
          size="h4"
          ff="monospace"
          tabIndex={-1}
          className={styles.title ?? ''}
          aria-live="polite"
        >
          {known?.idempotency_key ?? id}
        </Title>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.body} aria-label="Story in short" tabIndex={0}>
        {problem && <PageProblem {...problem} />}
        {known && <InShort known={known} />}
        {events ? (
          <Timeline events={events} />
        ) : (
          !problem && <Reading label="Reading the attempts" />
        )}
      </section>
    </aside>
  );
}

function InShort({ known: key }: { readonly known: ShownKey }) {
  const { amount, currency, resource_id: resource } = key;
  return (
    <>
      <Verdict storyOf={key} />
      <Facts
        facts={[
          ['State', <KeyState key="state" state={key.state} />],
          ['Operation', key.operation ?? '–'],
          ['Amount', amount !== null && currency ? formatMoney(amount, currency) : '–'],
          ['Customer', key.customer_reference ?? '–'],
          ['Order', key.order_reference ?? '–'],
          [
            'Resource',
            <Text key="resource" size="xs" ff="monospace">
              {resource ?? '–'}
            </Text>,
          ],
          ['First seen', <Timestamp key="first" value={key.first_seen} />],
          ['Expires', key.expires_at ? <Timestamp key="end" value={key.expires_at} /> : '–'],
        ]}
      />
      <Group gap="xs">
        <Copy text={key.idempotency_key} label="Copy the key" />
        <Copy text={key.id} label="Copy the id" />
      </Group>
    </>
  );
}
