import { Text } from '@mantine/core';
import type { Integrity } from '@/lib/ledger/integrity/contract';
import { PlainTable } from '../table/plain-table';
import { describeGap } from '../time/describe-gap';
import { Timestamp } from '../time/timestamp';
import styles from './audit.module.css';

type Head = Integrity['heads'][number];

interface LogHeadsProps {
  readonly heads: readonly Head[];
  readonly asOf: string;
}

/** Of each merchant's log: how far it goes, and what was signed over it by whom. */
export function LogHeads({ heads, asOf }: LogHeadsProps) {
  return (
    <PlainTable
      label="Ends of the logs"
      rows={heads}
      keyOf={({ merchant_id: id }) => id}
      empty="You may see no merchant."
      columns={[
        { name: 'Merchant', cell: ({ name }) => <Text size="sm">{name}</Text> },
        { name: 'Last record', cell: ({ size }) => size.toLocaleString('en') },
        { name: 'Signed', cell: (head) => <Signed head={head} /> },
        { name: 'Root', cell: ({ checkpoint }) => <Hash hash={checkpoint?.root} /> },
        { name: 'Signed by', cell: ({ checkpoint }) => <Hash hash={checkpoint?.signed_by} /> },
        { name: 'Lag', cell: (head) => lagOf(head, asOf) },
      ]}
    />
  );
}

function Signed({ head: { size, checkpoint } }: { readonly head: Head }) {
  if (!checkpoint) return size === 0 ? 'No event yet' : 'Not yet';
  return (
    <>
      <Timestamp value={checkpoint.created_at} />
      <Text size="xs" c="dimmed">
        up to record {checkpoint.size.toLocaleString('en')}
        {checkpoint.published_at === null && ', not published yet'}
      </Text>
    </>
  );
}

/** The first digits tell hashes apart; the whole one is in the title and in the checkpoint. */
function Hash({ hash }: { readonly hash: string | null | undefined }) {
  if (!hash) return '–';
  return (
    <span className={styles.hash} title={hash}>
      {hash.slice(0, 16)}…
    </span>
  );
}

function lagOf({ waiting_since: since }: Head, asOf: string): string {
  return since === null ? 'none' : describeGap(since, asOf);
}
