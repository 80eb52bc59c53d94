'use client';

import { Alert, Card, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import type { WhatIf as Answer } from '@/lib/conflicts/answers';
import { SpanBar } from '../charts/span-bar';
import type { TimeSpan } from '../charts/time-span';
import { Sums } from '../money/sums';
import { describeDuration } from '../settings/describe-duration';
import { RETENTIONS } from './expiring-address';

interface WhatIfProps {
  readonly whatIf: Answer;
  /** Of the policy for payments that is in force; undefined where it could not be read. */
  readonly retentionNow: string | undefined;
  readonly span: TimeSpan;
  readonly onSpan: (span: TimeSpan) => void;
  readonly onRetention: (retention: string) => void;
  /** The rows behind the counts. */
  readonly children: React.ReactNode;
}

/** What another retention would have changed. */
export function WhatIf(props: WhatIfProps) {
  const { whatIf, retentionNow, span, onSpan, onRetention, children } = props;
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="what-if">
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} size="h4" id="what-if">
            What if keys were kept longer
          </Title>
          <SpanBar span={span} whole="P30D" onChange={onSpan} />
        </Group>
        <NativeSelect
          label="Keep keys"
          description={
            retentionNow && `Now, by the policy for payments: ${describeDuration(retentionNow)}`
          }
          data={[...RETENTIONS]}
          value={whatIf.retention}
          onChange={(event) => onRetention(event.currentTarget.value)}
          maw={280}
        />
        <div role="status">
          <Outcome whatIf={whatIf} retentionNow={retentionNow} />
        </div>
        {!whatIf.complete && (
          <Alert color="yellow" title="These are the newest ones only">
            There are more executions after expiry in this span than are judged at once: choose a
            shorter one.
          </Alert>
        )}
        {children}
      </Stack>
    </Card>
  );
}

function Outcome({ whatIf, retentionNow }: Pick<WhatIfProps, 'whatIf' | 'retentionNow'>) {
  const { executions, data } = whatIf;
  if (executions === 0) {
    return (
      <Text>
        No key was executed again after it had expired in this span: a longer retention would have
        changed nothing.
      </Text>
    );
  }
  const of = (verdict: string) =>
    data.find(({ would_have_been: each, executions: some }) => each === verdict && some > 0);
  const [replays, conflicts, executed] = [of('replayed'), of('payload_conflict'), of('executed')];
  const label = RETENTIONS.find(({ value }) => value === whatIf.retention)?.label;
  const length = whatIf.retention === 'indefinite' ? label : `for ${label}`;
  const instead = retentionNow ? ` instead of ${describeDuration(retentionNow)}` : '';
  return (
    <>
      <Text fw={600}>
        Had keys been kept {length}
        {instead}, {replays ? number(replays.executions) : 'none'} of {number(executions)}{' '}
        {executions === 1 ? 'execution' : 'executions'} after expiry would have been replays.
      </Text>
      <Text size="sm" mt={4}>
        {replays && (
          <>
            <Sums sums={replays.amounts} none="No payment" /> would not have been taken again, from{' '}
            {number(replays.customers)} {replays.customers === 1 ? 'customer' : 'customers'}.{' '}
          </>
        )}
        {conflicts &&
          `${number(conflicts.executions)} asked for something else and would have been refused. `}
        {executed && `${number(executed.executions)} would have been executed all the same.`}
      </Text>
    </>
  );
}

function number(count: number): string {
  return count.toLocaleString('en');
}
