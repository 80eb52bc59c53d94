'use client';

import { Code, Drawer, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import type { ShownEvent } from '@/lib/history/answers';
import { callApi } from '../data/call-api';
import { type Fact, Facts } from '../data/facts';
import { Reading } from '../data/reading';
import { lookOf } from '../keys/outcomes';
import { apiPath } from '../shell/merchant';
import { Timestamp } from '../time/timestamp';
import styles from './access.module.css';
import { addressWithEvent, OPEN_EVENT } from './access-columns';

interface AccessDetailProps {
  readonly merchant: string | undefined;
  readonly rows: readonly ShownEvent[];
}

function titleOf(event: ShownEvent | undefined): string {
  if (!event) return 'An event of the log';
  return event.action ?? lookOf(event.outcome).label;
}

/** All of one event beside the list; which one stands in the address. */
export function AccessDetail({ merchant, rows }: AccessDetailProps) {
  const router = useRouter();
  const path = usePathname();
  const address = useSearchParams();
  const id = address.get(OPEN_EVENT) ?? undefined;
  const listed = rows.find((row) => row.id === id);
  const read = useQuery({
    queryKey: ['/events', id, merchant],
    queryFn: ({ signal }) => callApi<ShownEvent>(apiPath(`/events/${id}`, merchant), { signal }),
    enabled: id !== undefined && listed === undefined,
  });
  const event = listed ?? read.data;
  const close = () => router.push(path + addressWithEvent(address, undefined), { scroll: false });
  return (
    <Drawer
      opened={id !== undefined}
      onClose={close}
      position="right"
      title={titleOf(event)}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {event && <Event event={event} />}
      {!event && !read.error && <Reading label="Reading" />}
      {!event && read.error && <Text size="sm">{read.error.message}</Text>}
    </Drawer>
  );
}

function Event({ event }: { readonly event: ShownEvent }) {
  const { before, after, detail } = event;
  const { filter } = detail;
  return (
    <Stack gap="md">
      <Facts
        facts={[
          ['When', <Timestamp key="when" value={event.occurred_at} />],
          ...(event.kind === 'attempt' ? attemptFacts(event) : deedFacts(event)),
          ['From', event.ip ?? '–'],
          ['With', event.user_agent ?? '–'],
          ['Record', event.seq.toLocaleString('en')],
          ['Leaf', event.leaf_hash],
        ]}
      />
      <Json label="Searched for" value={filter} />
      <Json label="Before" value={before} />
      <Json label="After" value={after} />
    </Stack>
  );
}

/** What a person or an API key did. */
function deedFacts(event: ShownEvent): Fact[] {
  return [
    ['Who', event.actor ?? '–'],
    ['In which role', event.actor_role ?? '–'],
    ['What', [event.subject_type, event.subject_id].filter(Boolean).join(' ') || '–'],
    ['Why', event.reason ?? '–'],
    ['About the customer', event.customer_reference ?? '–'],
  ];
}

/** An attempt that has no key, and so no story: it was refused before. */
function attemptFacts(event: ShownEvent): Fact[] {
  return [
    ['Answered', event.http_status ?? '–'],
    ['Why', event.reason ?? '–'],
    ['Operation', event.operation ?? '–'],
    ['Client', event.client_id ?? '–'],
    ['Request', event.request_id ?? '–'],
  ];
}

function Json({ label, value }: { readonly label: string; readonly value: unknown }) {
  if (value === undefined || value === null) return null;
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {label}
      </Text>
      <Code block className={styles.json} tabIndex={0}>
        {JSON.stringify(value, null, 2)}
      </Code>
    </div>
  );
}
