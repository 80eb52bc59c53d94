'use client';

import { Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Integrity as IntegrityAnswer } from '@/lib/ledger/integrity/contract';
import { callApi } from '../data/call-api';
import { apiPath, useMerchantParam } from '../shell/merchant';
import { CheckpointPanel } from './checkpoint-panel';
import { ControlFailures } from './control-failures';
import { HowToCheck } from './how-to-check';
import { LogHeads } from './log-heads';
import { LogState } from './log-state';
import { type PublicKey, PublicKeys } from './public-keys';
import { VerifyForm } from './verify-form';

const REFRESH_MS = 10_000;

interface IntegrityProps {
  /** Of the merchant that is looked at. */
  readonly merchantId: string;
  readonly first: IntegrityAnswer;
  readonly publicKeys: readonly PublicKey[];
}

/** How the log stands, what proves it, and a way to check that here or elsewhere. */
export function Integrity({ merchantId, first, publicKeys }: IntegrityProps) {
  const merchant = useMerchantParam();
  const { data: integrity, error } = useQuery({
    queryKey: ['/audit/integrity', merchant],
    queryFn: ({ signal }) =>
      callApi<IntegrityAnswer>(apiPath('/audit/integrity', merchant), {
        signal,
      }),
    initialData: first,
    refetchInterval: REFRESH_MS,
  });
  const head = integrity.heads.find(({ merchant_id: id }) => id === merchantId);
  return (
    <Stack gap="xl">
      <LogState integrity={integrity} failed={error !== null} />
      <Section title="The end of each log">
        <LogHeads heads={integrity.heads} asOf={integrity.as_of} />
        <CheckpointPanel merchantId={merchantId} />
      </Section>
      <Section title="Verify now">
        <VerifyForm key={merchantId} merchantId={merchantId} size={head?.size ?? 0} />
      </Section>
      <Section title="When the log was not sealed">
        <ControlFailures failures={integrity.control_failures} />
      </Section>
      <Section title="Keys that sign checkpoints">
        <PublicKeys keys={publicKeys} />
      </Section>
      <Section title="What this proves, and how to check it without us">
        <HowToCheck />
      </Section>
    </Stack>
  );
}

interface SectionProps {
  readonly title: string;
  readonly children: React.ReactNode;
}

function Section({ title, children }: SectionProps) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </section>
  );
}
