'use client';

import { Alert, Anchor, Badge, Stack, Text } from '@mantine/core';
import Link from 'next/link';
import type { ShownEvent } from '@/lib/history/answers';
import { addressWithFilter } from '../filters/filter-from-address';
import type { Filter } from '../filters/filter-text';
import { lookOf } from '../keys/outcomes';
import { withMerchant } from '../shell/merchant';
import { PageTitle } from '../shell/page-title';
import { describeGap } from '../time/describe-gap';
import { Timestamp } from '../time/timestamp';
import { COMPARED_MAX, type ComparedKey } from './compared-key';
import { comparedVerdict } from './compared-verdict';
import { FACTS } from './facts';
import styles from './side-by-side.module.css';

interface SideBySideProps {
  readonly filter: Filter;
  /** The first one first. */
  readonly compared: readonly ComparedKey[];
  readonly more: boolean;
  readonly merchant: string | undefined;
}

const COLORS = { once: 'pine', look: 'orange', never: 'gray' } as const;

/** Keys that fit one filter in columns: what is the same, what is not, and who came when. */
export function SideBySide({ filter, compared, more, merchant }: SideBySideProps) {
  const list = withMerchant(
    `/keys${addressWithFilter(new URLSearchParams(), filter, [])}`,
    merchant,
  );
  const { tone, title, detail } = comparedVerdict(compared);
  return (
    <Stack gap="lg">
      <PageTitle title="Side by side" lead={factsOf(filter)}>
        <Anchor component={Link} href={list} size="sm">
          The list with this filter
        </Anchor>
      </PageTitle>
      {compared.length === 0 ? (
        <Text c="dimmed">No key fits this filter. Widen it in the list, or clear it.</Text>
      ) : (
        <>
          <Alert color={COLORS[tone]} title={title} role="note">
            {detail}
          </Alert>
          <Columns compared={compared} merchant={merchant} />
        </>
      )}
      {more && (
        <Text size="sm" c="dimmed">
          More than {COMPARED_MAX} keys fit: these are the newest. Narrow the filter to see others.
        </Text>
      )}
    </Stack>
  );
}

function factsOf(filter: Filter): string {
  return Object.entries(filter)
    .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${value}`)
    .join(' · ');
}

function Columns({ compared, merchant }: Pick<SideBySideProps, 'compared' | 'merchant'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.frame} aria-label="Keys side by side" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Key</th>
            {compared.map(({ key }) => (
              <th key={key.id} scope="col">
                <Anchor
                  component={Link}
                  href={withMerchant(`/keys/${key.id}`, merchant)}
                  ff="monospace"
                >
                  {key.idempotency_key}
                </Anchor>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Section title="What it was" columns={compared.length} />
          {FACTS.map(({ name, text, cell, own }) => {
            const differs = !own && new Set(compared.map(({ key }) => text(key))).size > 1;
            return (
              <tr key={name} data-differs={differs || undefined}>
                <th scope="row">
                  {name}{' '}
                  {differs && (
                    <Text span size="xs">
                      (differs)
                    </Text>
                  )}
                </th>
                {compared.map(({ key }) => (
                  <td key={key.id}>{cell ? cell(key) : text(key)}</td>
                ))}
              </tr>
            );
          })}
          <Section title="Every attempt, in the order they came" columns={compared.length} />
          <Attempts compared={compared} />
        </tbody>
      </table>
    </section>
  );
}

function Section({ title, columns }: { readonly title: string; readonly columns: number }) {
  return (
    <tr className={styles.section}>
      <th scope="rowgroup" colSpan={columns + 1}>
        {title}
      </th>
    </tr>
  );
}

function Attempts({ compared }: Pick<SideBySideProps, 'compared'>) {
  const all = compared
    .flatMap(({ key, events }) => events.map((event) => ({ keyId: key.id, event })))
    .sort((one, other) => one.event.seq - other.event.seq);
  const [first] = all;
  return all.map(({ keyId, event }) => (
    <tr key={event.id}>
      <th scope="row">
        {first === undefined || first.event === event
          ? 'First'
          : `+ ${describeGap(first.event.occurred_at, event.occurred_at)}`}
      </th>
      {compared.map(({ key }) => (
        <td key={key.id}>{key.id === keyId && <Attempt event={event} />}</td>
      ))}
    </tr>
  ));
}

function Attempt({ event }: { readonly event: ShownEvent }) {
  const { label, color } = lookOf(event.outcome);
  const { changed_pointers: changed, http_status: status } = event;
  return (
    <Stack gap={2}>
      <span>
        <Badge variant="light" color={color}>
          {label}
        </Badge>{' '}
        {status}
      </span>
      <Timestamp value={event.occurred_at} />
      {changed && changed.length > 0 && <span>Differs at {changed.join(' ')}</span>}
      <Text size="xs" c="dimmed">
        {[event.request_id, event.client_id, event.user_agent].filter(Boolean).join(' · ')}
      </Text>
    </Stack>
  );
}
