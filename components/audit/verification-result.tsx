import { Alert, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import type { ReportLine } from '@/lib/verify/report';
import { Reading } from '../data/reading';
import { Timestamp } from '../time/timestamp';
import styles from './audit.module.css';
import type { Verification } from './use-verification';

/** How a verification stands, or what it has found. */
export function VerificationResult({ verification }: { readonly verification: Verification }) {
  if (verification.state === 'idle') return null;
  if (verification.state === 'running') return <Running {...verification} />;
  if (verification.state === 'failed') {
    return (
      <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title="It could not be checked">
        {verification.why}
      </Alert>
    );
  }
  const { holds, lines, at } = verification;
  return (
    <Stack gap="sm">
      <Alert
        color={holds ? 'pine' : 'red'}
        icon={holds ? <IconShieldCheck aria-hidden /> : <IconShieldX aria-hidden />}
        title={
          holds
            ? 'Verified: all that is marked as proved holds'
            : 'Not verified: do not rely on this log'
        }
      >
        Checked in this browser at <Timestamp value={at} />.
      </Alert>
      <ul className={styles.lines}>
        {VERDICTS.flatMap((verdict) =>
          lines
            .filter((line) => line.verdict === verdict)
            .map((line) => <Line key={line.text} {...line} />),
        )}
      </ul>
    </Stack>
  );
}

/** What matters most first. */
const VERDICTS = ['wrong', 'proved', 'not proved'] as const;
const TITLES = { proved: 'Proved', 'not proved': 'Not proved', wrong: 'Wrong' } as const;

function Line({ verdict, text }: ReportLine) {
  return (
    <li data-verdict={verdict}>
      <strong>{TITLES[verdict]}</strong> <span>{text}</span>
    </li>
  );
}

function Running({ done, total }: { readonly done: number; readonly total: number }) {
  if (total === 0 || done === 0) return <Reading label="Verifying" />;
  return (
    <div>
      <Progress value={(100 * done) / total} aria-label="Records hashed again" />
      <Text size="sm" c="dimmed" mt={4}>
        {done.toLocaleString('en')} of {total.toLocaleString('en')} records hashed again
      </Text>
    </div>
  );
}
