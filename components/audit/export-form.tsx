'use client';

import { Alert, Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useSearchParams } from 'next/navigation';
import { type SubmitEvent, useState } from 'react';
import { ApiProblem, callApi } from '../data/call-api';
import { FilterBar } from '../filters/filter-bar';
import { filterFromAddress } from '../filters/filter-from-address';
import type { Filter } from '../filters/filter-text';
import { apiPath } from '../shell/merchant';
import { EXPORT_KINDS } from './export-fields';
import { PeriodFields } from './period-fields';

interface ExportFormProps {
  readonly merchant: string | undefined;
  readonly onMade: () => Promise<void>;
}

/** Asks for an export; what the address names (`of` and a list's filter) is filled in. */
export function ExportForm({ merchant, onMade }: ExportFormProps) {
  const address = useSearchParams();
  const named = address.get('of') ?? '';
  const [kind, setKind] = useState(Object.hasOwn(EXPORT_KINDS, named) ? named : 'events');
  const fields = EXPORT_KINDS[kind]?.fields ?? [];
  const [filter, setFilter] = useState<Filter>(() => filterFromAddress(address, fields));
  const [failure, setFailure] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const choose = (next: string) => {
    setKind(next);
    // What the other list cannot be filtered by would be refused.
    setFilter(filterFromAddress(Object.entries(filter), EXPORT_KINDS[next]?.fields ?? []));
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = exportOf(kind, filter, new FormData(event.currentTarget));
    setBusy(true);
    setFailure(undefined);
    callApi(apiPath('/exports', merchant), { method: 'POST', body })
      .then(onMade)
      .catch(setFailure)
      .finally(() => setBusy(false));
  };
  return (
    <Stack gap="md" maw="52rem">
      <NativeSelect
        label="What"
        value={kind}
        onChange={(event) => choose(event.currentTarget.value)}
        data={Object.entries(EXPORT_KINDS).map(([value, { label }]) => ({ value, label }))}
      />
      <FilterBar
        fields={fields}
        bareField={fields[0]?.name ?? ''}
        placeholder="All of them, or field:value …   ( / )"
        filter={filter}
        onChange={setFilter}
      />
      <PeriodFields filter={filter} onChange={setFilter} />
      <form onSubmit={submit} aria-label="Export">
        <Stack gap="md">
          <Format />
          <Text size="sm" c="dimmed">
            {inWords(kind, filter)}
          </Text>
          {failure && <Failure failure={failure} />}
          <div>
            <Button type="submit" loading={busy}>
              Make the export
            </Button>
          </div>
        </Stack>
      </form>
    </Stack>
  );
}

function Format() {
  return (
    <>
      <Group grow align="flex-start">
        <NativeSelect
          name="format"
          label="As"
          data={[
            { value: 'csv', label: 'CSV' },
            { value: 'jsonl', label: 'JSON Lines' },
          ]}
        />
        <TextInput
          name="sample"
          type="number"
          min={1}
          max={10_000}
          label="Sample size"
          placeholder="all rows"
        />
        <TextInput name="seed" maxLength={100} label="Seed" placeholder="made up" />
      </Group>
      <TextInput
        name="reason"
        maxLength={1000}
        label="Reason (optional)"
        description="Kept with the export and in the audit log"
      />
    </>
  );
}

function Failure({ failure }: { readonly failure: Error }) {
  const faults = failure instanceof ApiProblem ? Object.entries(failure.errors) : [];
  return (
    <Alert color="red" role="alert" title={failure.message}>
      {faults.map(([pointer, detail]) => (
        <Text size="sm" key={pointer}>
          {pointer.replace('/filter/', '')} {detail}
        </Text>
      ))}
    </Alert>
  );
}

/** What `POST /exports` takes. */
function exportOf(kind: string, filter: Filter, fields: FormData): Record<string, unknown> {
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  return {
    kind,
    format: text('format'),
    filter,
    ...(text('sample') !== '' && { sample: Number(text('sample')) }),
    ...(text('seed') !== '' && { seed: text('seed') }),
    ...(text('reason') !== '' && { reason: text('reason') }),
  };
}

function inWords(kind: string, filter: Filter): string {
  const what = EXPORT_KINDS[kind];
  const parts = Object.entries(filter).map(([name, value]) => {
    const label = what?.fields.find((field) => field.name === name)?.label ?? name;
    return `${label} ${value}`;
  });
  const whole = `${what?.label ?? kind}: ${parts.length === 0 ? 'all there are' : parts.join(', ')}`;
  return `${whole}, as of a checkpoint of the log that is signed now.`;
}
