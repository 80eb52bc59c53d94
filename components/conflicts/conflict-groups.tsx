'use client';

import { Alert, Badge, Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ConflictGroups as Answer } from '@/lib/conflicts/answers';
import { Sums } from '../money/sums';
import { FilterValue } from '../table/filter-value';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';
import styles from './conflicts.module.css';
import { Pointers } from './pointers';

/** The largest ones; what is rare is seldom looked for here. */
const SHOWN_MAX = 10;

interface ConflictGroupsProps {
  readonly groups: Answer;
  /** The one whose conflicts are listed below. */
  readonly chosen: string | undefined;
  readonly onFilter: (field: string, value: string | undefined) => void;
}

/** What went wrong, by what it has in common: a faulty release is one row. */
export function ConflictGroups({ groups, chosen, onFilter }: ConflictGroupsProps) {
  const [all, setAll] = useState(false);
  const filterable = (field: string, value: string | null, name = value) =>
    value === null ? (
      '–'
    ) : (
      <div className={styles.filter}>
        <FilterValue field={field} value={value} onFilter={onFilter}>
          <span className={styles.clip}>{name}</span>
        </FilterValue>
      </div>
    );
  const shown = all ? groups.data : groups.data.slice(0, SHOWN_MAX);
  return (
    <section aria-labelledby="groups">
      <Title order={2} size="h4" id="groups" mb="sm">
        By cause
      </Title>
      {!groups.complete && (
        <Alert color="yellow" mb="sm" title="These are the newest conflicts only">
          There are more in this span than are grouped at once: choose a shorter one, or filter.
        </Alert>
      )}
      <PlainTable
        label="Conflicts by cause"
        rows={shown}
        keyOf={({ id }) => id}
        empty="No key came with a different request in this span."
        columns={[
          {
            name: 'Differs at',
            cell: ({ changed_pointers: pointers }) => <Pointers pointers={pointers} />,
          },
          {
            name: 'Client',
            cell: ({ client_id: client, client_name: name }) =>
              filterable('client_id', client, name ?? client),
          },
          { name: 'Version', cell: ({ user_agent: agent }) => filterable('user_agent', agent) },
          {
            name: 'Attempts',
            cell: ({ id, attempts }) => (
              <Button
                variant={id === chosen ? 'filled' : 'default'}
                size="compact-sm"
                aria-pressed={id === chosen}
                title={id === chosen ? 'Show those of all groups' : 'Show these below'}
                onClick={() => onFilter('group', id === chosen ? undefined : id)}
              >
                {attempts.toLocaleString('en')}
              </Button>
            ),
          },
          { name: 'Keys', cell: ({ keys }) => keys.toLocaleString('en') },
          { name: 'Customers', cell: ({ customers }) => customers.toLocaleString('en') },
          { name: 'Money asked for', cell: ({ amounts }) => <Sums sums={amounts} none="–" /> },
          {
            name: 'First and last seen',
            cell: ({ first_seen: first, last_seen: last }) => (
              <Stack gap={0}>
                <Timestamp value={first} />
                <Timestamp value={last} />
              </Stack>
            ),
          },
        ]}
      />
      {shown.length < groups.data.length && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setAll(true)}>
          {groups.data.length - shown.length} smaller ones
        </Button>
      )}
      {groups.data.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs" component="div">
          <Badge variant="light" color="red" mr={6}>
            {groups.data.reduce((sum, { attempts }) => sum + attempts, 0).toLocaleString('en')}
          </Badge>
          attempts came with the key of a different request, and were refused. Money counts each key
          once.
        </Text>
      )}
    </section>
  );
}
