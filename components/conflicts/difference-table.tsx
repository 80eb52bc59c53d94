import { Table, Text } from '@mantine/core';
import type { ComparedBodies } from './compared-bodies';
import styles from './conflicts.module.css';
import { type DifferenceRow, flatDifference } from './flat-difference';

const CHANGES: Readonly<Record<DifferenceRow['change'], string>> = {
  changed: 'changed',
  added: 'only here',
  removed: 'not here',
  same: '',
};

/** Both requests value by value, what differs first. */
export function DifferenceTable({ bodies }: { readonly bodies: ComparedBodies }) {
  const { first, other } = bodies;
  if (first === undefined || other === undefined) {
    return (
      <Text size="sm" c="dimmed">
        {first === undefined && other === undefined
          ? 'Neither body is'
          : 'One of both bodies is not'}{' '}
        kept any more: the policy’s evidence retention is over, or the customer was erased. Where
        they differ stays in the log.
      </Text>
    );
  }
  return (
    <Table verticalSpacing="xs" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Member</Table.Th>
          <Table.Th scope="col">First request</Table.Th>
          <Table.Th scope="col">This one</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {flatDifference(first, other).map((row) => (
          <Table.Tr
            key={row.pointer}
            className={row.change === 'same' ? undefined : styles.changed}
          >
            <Table.Td className={styles.value}>
              {row.pointer === '' ? 'the whole body' : row.pointer}
            </Table.Td>
            <Table.Td className={styles.value}>{row.first ?? '–'}</Table.Td>
            <Table.Td className={styles.value}>
              {row.other ?? '–'}
              {row.change !== 'same' && (
                <Text span size="xs" fw={600} ml={6}>
                  {CHANGES[row.change]}
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
