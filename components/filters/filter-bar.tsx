'use client';

import { Button, Group, Pill, Stack, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type SubmitEvent, useRef, useState } from 'react';
import { type Filter, type FilterField, formatFilter, parseFilterText } from './filter-text';

interface FilterBarProps {
  readonly fields: readonly FilterField[];
  readonly bareField: string;
  readonly placeholder?: string;
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** One filter, edited as text or chip by chip; what cannot be read is said and changes nothing. */
export function FilterBar(props: FilterBarProps) {
  const { fields, bareField, filter, onChange } = props;
  const { placeholder = 'An idempotency key, or field:value …   ( / )' } = props;
  const shown = formatFilter(filter);
  const [draft, setDraft] = useState<{ readonly of: string; readonly text: string }>();
  const [error, setError] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => input.current?.focus()]]);
  // A draft of another filter is over: the address has changed under it.
  const text = draft?.of === shown ? draft.text : shown;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const parsed = parseFilterText(text, fields, bareField);
    setError(parsed.ok ? undefined : parsed.error);
    if (parsed.ok) onChange(parsed.filter);
  };
  return (
    <search>
      <form onSubmit={submit}>
        <Stack gap="xs">
          <TextInput
            ref={input}
            aria-label="Filter"
            placeholder={placeholder}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={text}
            onChange={(event) => setDraft({ of: shown, text: event.currentTarget.value })}
            error={error}
            spellCheck={false}
            autoComplete="off"
          />
          <Chips fields={fields} filter={filter} onChange={onChange} />
        </Stack>
      </form>
    </search>
  );
}

function Chips({ fields, filter, onChange }: Omit<FilterBarProps, 'bareField' | 'placeholder'>) {
  const entries = Object.entries(filter);
  if (entries.length === 0) return null;
  const without = (removed: string) =>
    onChange(Object.fromEntries(entries.filter(([name]) => name !== removed)));
  const labelOf = (name: string) => fields.find((field) => field.name === name)?.label ?? name;
  return (
    <Group gap="xs">
      {entries.map(([name, value]) => (
        <Pill
          key={name}
          size="md"
          withRemoveButton
          onRemove={() => without(name)}
          removeButtonProps={{
            'aria-label': `Remove the filter ${labelOf(name)}`,
            'aria-hidden': false,
            tabIndex: 0,
          }}
        >
          {labelOf(name)}: {value}
        </Pill>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconX size={14} aria-hidden />}
        onClick={() => onChange({})}
      >
        Clear
      </Button>
    </Group>
  );
}
