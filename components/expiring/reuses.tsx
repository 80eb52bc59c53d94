'use client';

import { Anchor, Badge, Button, Text } from '@mantine/core';
import Link from 'next/link';
import type { ShownReuse } from '@/lib/conflicts/answers';
import { type Page, usePages } from '../data/use-pages';
import { formatMoney } from '../money/format-money';
import { withMerchant } from '../shell/merchant';
import { PlainTable } from '../table/plain-table';
import { describeGap } from '../time/describe-gap';
import { Timestamp } from '../time/timestamp';

const VERDICTS = {
  replayed: { label: 'a replay', color: 'blue' },
  payload_conflict: { label: 'refused', color: 'red' },
  executed: { label: 'executed too', color: 'gray' },
} as const;

interface ReusesProps {
  readonly parameters: Readonly<Record<string, string>>;
  readonly merchant: string | undefined;
  readonly first: Page<ShownReuse> | undefined;
}

/** Executions after expiry, newest first, each with what it would have been. */
export function Reuses({ parameters, merchant, first }: ReusesProps) {
  const pages = usePages<ShownReuse>({
    path: '/reuses',
    parameters: { ...parameters, merchant, limit: '50' },
    first,
  });
  if (pages.rows.length === 0) return null;
  return (
    <>
      <PlainTable
        label="Executions after expiry"
        rows={pages.rows}
        keyOf={({ id }) => id}
        empty=""
        columns={[
          {
            name: 'Key',
            cell: ({ key_id: id, idempotency_key: key }) =>
              id === null ? (
                key
              ) : (
                <KeyLink href={withMerchant(`/keys/${id}`, merchant)} text={key} />
              ),
          },
          { name: 'Would have been', cell: (reuse) => <VerdictBadge reuse={reuse} /> },
          {
            name: 'Amount',
            cell: ({ amount, currency }) =>
              amount === null || currency === null ? '–' : formatMoney(amount, currency),
          },
          { name: 'Customer', cell: ({ customer_reference: customer }) => customer ?? '–' },
          { name: 'Executed again', cell: ({ executed_at: at }) => <Timestamp value={at} /> },
          { name: 'After the first', cell: (reuse) => since(reuse.first_executed_at, reuse) },
          { name: 'After expiry', cell: (reuse) => since(reuse.expired_at, reuse) },
        ]}
      />
      {pages.hasNextPage && (
        <div>
          <Button
            variant="default"
            loading={pages.isFetching}
            onClick={() => void pages.fetchNextPage()}
          >
            Earlier ones
          </Button>
        </div>
      )}
      {pages.error && (
        <Text size="sm" c="red" role="status">
          {pages.error.message}
        </Text>
      )}
    </>
  );
}

function KeyLink({ href, text }: { readonly href: string; readonly text: string }) {
  return (
    <Anchor
      component={Link}
      href={href}
      ff="monospace"
      display="block"
      miw="11rem"
      style={{ overflowWrap: 'anywhere' }}
    >
      {text}
    </Anchor>
  );
}

function VerdictBadge({ reuse }: { readonly reuse: ShownReuse }) {
  const { label, color } = VERDICTS[reuse.would_have_been];
  return (
    <Badge variant="light" color={color}>
      {label}
    </Badge>
  );
}

function since(from: string | null, { executed_at: to }: ShownReuse) {
  return from === null ? '–' : describeGap(from, to);
}
