'use client';

import { SimpleGrid, TextInput } from '@mantine/core';
import type { Filter } from '../filters/filter-text';

const MINUTE_DIGITS = 16;

interface PeriodFieldsProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** The filter's `from` and `to`, to the minute, in UTC. */
export function PeriodFields({ filter, onChange }: PeriodFieldsProps) {
  const set = (name: 'from' | 'to', value: string) => {
    const { [name]: _, ...others } = filter;
    onChange(value === '' ? others : { ...others, [name]: `${value}:00Z` });
  };
  const field = (name: 'from' | 'to', label: string) => (
    <TextInput
      type="datetime-local"
      label={label}
      value={filter[name]?.slice(0, MINUTE_DIGITS) ?? ''}
      onChange={(event) => set(name, event.currentTarget.value)}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      {field('from', 'From (UTC)')}
      {field('to', 'Until (UTC), not included')}
    </SimpleGrid>
  );
}
