'use client';

import { Button, Group, TextInput } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import type { SubmitEvent } from 'react';
import { withMerchant } from '../../shell/merchant';
import styles from './report.module.css';

interface ReportFormProps {
  readonly merchant: string | undefined;
  readonly period: {
    readonly from: string;
    readonly to: string;
    readonly sample: number;
    readonly seed: string;
  };
}

/** Which period, and which sample: all of it in the address, so that the report can be made again. */
export function ReportForm({ merchant, period }: ReportFormProps) {
  const router = useRouter();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const asked = new URLSearchParams();
    for (const name of ['from', 'to', 'sample', 'seed']) {
      asked.set(name, String(fields.get(name) ?? ''));
    }
    router.push(withMerchant(`/audit/report?${asked}`, merchant));
  };
  return (
    <form onSubmit={submit} className={styles.form} aria-label="Period">
      <Group align="flex-end" gap="sm" mb="xl">
        <TextInput name="from" type="date" label="From (UTC)" required defaultValue={period.from} />
        <TextInput
          name="to"
          type="date"
          label="Until, not included"
          required
          defaultValue={period.to}
        />
        <TextInput
          name="sample"
          type="number"
          min={1}
          max={200}
          label="Sample size"
          required
          defaultValue={period.sample}
          w="7rem"
        />
        <TextInput
          name="seed"
          label="Seed of the sample"
          required
          maxLength={100}
          defaultValue={period.seed}
        />
        <Button type="submit">Make the report</Button>
        <Button
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
          onClick={() => window.print()}
        >
          Print
        </Button>
      </Group>
    </form>
  );
}
