'use client';

import { Button, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useVerification } from '../use-verification';
import { VerificationResult } from '../verification-result';
import styles from './report.module.css';

/** What is hashed again without being asked, in a few seconds. */
const AT_ONCE_MAX = 20_000;

interface ReportVerificationProps {
  readonly merchantId: string;
  /** Seqs of the period's records. */
  readonly records: { readonly first: number; readonly last: number } | undefined;
}

/** Whether the records of the period are what was sealed: found out in this browser, for this report. */
export function ReportVerification({ merchantId, records }: ReportVerificationProps) {
  const { verification, run, stop } = useVerification();
  const { first, last } = records ?? { first: 0, last: 0 };
  const count = records ? last - first + 1 : 0;
  const atOnce = count > 0 && count <= AT_ONCE_MAX;
  useEffect(() => {
    if (!atOnce) return undefined;
    run({ merchantId, key: '', earlier: '', range: { first, last } });
    return stop;
  }, [atOnce, run, stop, merchantId, first, last]);
  return (
    <section aria-label="Verification">
      <h2>Verification</h2>
      {count === 0 && <Text size="sm">The period has no record to verify.</Text>}
      {count > 0 && verification.state === 'idle' && (
        <>
          <Text size="sm">The records of this period have not been verified for this report.</Text>
          <Button
            className={styles.screen}
            mt="sm"
            variant="default"
            leftSection={<IconShieldCheck size={16} aria-hidden />}
            onClick={() => run({ merchantId, key: '', earlier: '', range: { first, last } })}
          >
            Verify {count.toLocaleString('en')} records
          </Button>
        </>
      )}
      <div role="status">
        <VerificationResult verification={verification} />
      </div>
    </section>
  );
}
