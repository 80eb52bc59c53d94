import { Text } from '@mantine/core';
import { Facts } from '../data/facts';

/** A filter as it is applied, name by name; said also where there is none. */
export function FilterInWords({ filter }: { readonly filter: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(filter);
  if (entries.length === 0) return <Text size="sm">No filter: everything there is.</Text>;
  return (
    <Facts
      facts={entries.map(([name, value]) => [
        name,
        <Text key={name} size="sm" ff="monospace">
          {typeof value === 'string' ? value : JSON.stringify(value)}
        </Text>,
      ])}
    />
  );
}
