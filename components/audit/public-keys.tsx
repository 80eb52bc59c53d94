import { Copy } from '../data/copy';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';
import styles from './audit.module.css';

export interface PublicKey {
  readonly verifier_key: string;
  readonly fingerprint: string;
  readonly created_at: string;
  readonly retired_at: string | null;
}

/** The keys that have signed this merchant's checkpoints, and how to tell them apart. */
export function PublicKeys({ keys }: { readonly keys: readonly PublicKey[] }) {
  return (
    <PlainTable
      label="Public keys"
      rows={keys}
      keyOf={({ verifier_key: key }) => key}
      empty="There is no key yet: one is made with the first event."
      columns={[
        {
          name: 'Fingerprint (SHA-256)',
          cell: ({ fingerprint }) => <span className={styles.hash}>{fingerprint}</span>,
        },
        {
          name: 'Signs since',
          cell: ({ created_at: at }) => <Timestamp value={at} exact={false} />,
        },
        {
          name: 'Until',
          cell: ({ retired_at: at }) => (at ? <Timestamp value={at} exact={false} /> : 'in force'),
        },
        {
          name: 'Key',
          cell: ({ verifier_key: key }) => <Copy text={key} label="Copy the public key" />,
        },
      ]}
    />
  );
}
