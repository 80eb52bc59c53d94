'use client';

import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import Link from 'next/link';
import { callApi } from '../data/call-api';

interface AccountMenuProps {
  readonly person: { readonly name: string; readonly email: string; readonly roles: string };
}

/** Who is signed in, as what, and the way out. */
export function AccountMenu({ person }: AccountMenuProps) {
  const signOut = () => {
    callApi('/api/auth/sign-out', { method: 'POST' }).then(
      // A whole new document: what this one holds in memory goes with it.
      () => location.assign('/sign-in'),
      () => notifications.show({ color: 'red', message: 'You are still signed in: try again.' }),
    );
  };
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <UnstyledButton aria-label={`Account of ${person.name}`}>
          <Avatar name={person.name} color="pine" size={32} alt="" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {person.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {person.email}
          </Text>
          <Text size="xs" c="dimmed">
            {person.roles}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          href="/settings/account"
          leftSection={<IconUserCircle size={16} aria-hidden />}
        >
          Your account
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
