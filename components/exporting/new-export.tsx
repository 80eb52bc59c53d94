import { Alert, Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { callApi } from '../data/call-api';
import type { Filter } from '../filters/filter-text';
import { withMerchant } from '../shell/merchant';
import { FilterInWords } from './filter-in-words';

interface NewExportProps {
  readonly asked: { readonly kind: 'keys' | 'events'; readonly filter: Filter };
  readonly merchant: string | undefined;
  readonly onMade: (id: string) => void;
}

const WHAT = {
  keys: 'One row for each key that fits, as of now: what arrives meanwhile is not part of it.',
  events:
    'One row for each attempt that fits, as of now, and on request everything that proves that none was left out or changed.',
} as const;

/** What is exported, in which form, and why. */
export function NewExport({ asked, merchant, onMade }: NewExportProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const reason = String(fields.get('reason')).trim();
    const body = { ...asked, format: fields.get('format'), ...(reason !== '' && { reason }) };
    setBusy(true);
    setFailure(undefined);
    const path = withMerchant('/api/v1/exports', merchant) as `/api/${string}`;
    callApi<{ id: string }>(path, { method: 'POST', body })
      .then(({ id }) => onMade(id))
      .catch((error: unknown) => {
        setBusy(false);
        setFailure(error instanceof Error ? error.message : 'It did not work: try again.');
      });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">{WHAT[asked.kind]}</Text>
        <FilterInWords filter={asked.filter} />
        <Radio.Group name="format" label="As" defaultValue="csv">
          <Group mt="xs">
            <Radio value="csv" label="CSV" data-autofocus />
            <Radio value="jsonl" label="JSON Lines" />
          </Group>
        </Radio.Group>
        <TextInput
          name="reason"
          label="Reason"
          description="Optional; kept in the audit log with your name"
          maxLength={500}
        />
        <div aria-live="assertive">{failure && <Alert color="red">{failure}</Alert>}</div>
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            Make the export
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
