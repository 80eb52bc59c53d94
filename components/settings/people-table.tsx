'use client';

import { ActionIcon, Badge, Group, Menu, Text } from '@mantine/core';
import {
  IconDeviceMobileOff,
  IconDots,
  IconLink,
  IconUserCog,
  IconUserOff,
} from '@tabler/icons-react';
import type { ShownPerson } from '@/lib/access/contract';
import type { MerchantChoice } from '../shell/merchant';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';

type TaskKind = 'role' | 'invite' | 'reset' | 'disable';

interface PeopleTableProps {
  readonly people: readonly ShownPerson[];
  readonly merchants: readonly MerchantChoice[];
  readonly self: string;
  readonly onTask: (kind: TaskKind, person: ShownPerson) => void;
}

export function PeopleTable({ people, merchants, self, onTask }: PeopleTableProps) {
  const nameOf = (id: string | null) =>
    id === null ? 'all merchants' : (merchants.find((each) => each.id === id)?.name ?? id);
  return (
    <PlainTable
      label="People"
      rows={people}
      keyOf={({ id }) => id}
      empty="There is nobody."
      columns={[
        { name: 'Name', cell: (person) => <Named person={person} isSelf={person.id === self} /> },
        {
          name: 'Role',
          cell: ({ grants }) =>
            grants.map(({ role, merchant_id: id, ends_at: endsAt }) => (
              <Text size="sm" key={id ?? 'all'}>
                {role}, {nameOf(id)}
                {endsAt && (
                  <>
                    , until <Timestamp value={endsAt} exact={false} />
                  </>
                )}
              </Text>
            )),
        },
        { name: 'State', cell: (person) => <PersonState person={person} /> },
        {
          name: 'Last seen',
          cell: ({ last_seen_at: at }) => (at ? <Timestamp value={at} exact={false} /> : '–'),
        },
        {
          name: 'Actions',
          cell: (person) =>
            person.disabled_at === null && <PersonMenu person={person} onTask={onTask} />,
        },
      ]}
    />
  );
}

function Named({ person, isSelf }: { readonly person: ShownPerson; readonly isSelf: boolean }) {
  return (
    <>
      <Group gap="xs" wrap="nowrap">
        <Text size="sm" fw={600}>
          {person.name}
        </Text>
        {isSelf && (
          <Badge size="sm" variant="light">
            you
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {person.email}
      </Text>
    </>
  );
}

function PersonState({ person }: { readonly person: ShownPerson }) {
  const state = person.disabled_at ? 'disabled' : person.last_seen_at ? 'active' : 'invited';
  return (
    <Badge variant="light" color={state === 'active' ? 'pine' : 'gray'}>
      {state}
    </Badge>
  );
}

function PersonMenu({
  person,
  onTask,
}: Pick<PeopleTableProps, 'onTask'> & { person: ShownPerson }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`What to do with ${person.name}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUserCog size={16} aria-hidden />}
          onClick={() => onTask('role', person)}
        >
          Another role
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLink size={16} aria-hidden />}
          onClick={() => onTask('invite', person)}
        >
          A new link for the password
        </Menu.Item>
        <Menu.Item
          leftSection={<IconDeviceMobileOff size={16} aria-hidden />}
          onClick={() => onTask('reset', person)}
        >
          Remove authenticator and passkeys
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<IconUserOff size={16} aria-hidden />}
          onClick={() => onTask('disable', person)}
        >
          Disable
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
