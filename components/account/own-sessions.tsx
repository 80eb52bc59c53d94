'use client';

import { Badge, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { OwnSession } from '@/lib/access/contract';
import { callApi } from '../data/call-api';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';
import { describeBrowser } from './describe-browser';
import { Part } from './part';

/** Where one is signed in, and the way to end it. */
export function OwnSessions({ sessions }: { readonly sessions: readonly OwnSession[] }) {
  return (
    <Part
      id="sessions"
      title="Sessions"
      about="Where you are signed in. A session ends after 30 minutes without use, and after 12 hours anyway."
    >
      <PlainTable
        label="Where you are signed in"
        rows={sessions}
        keyOf={({ id }) => id}
        empty="None."
        columns={[
          { name: 'Browser', cell: (session) => <BrowserOf session={session} /> },
          { name: 'Address', cell: ({ ip }) => ip ?? '–' },
          { name: 'Since', cell: ({ created_at: at }) => <Timestamp value={at} exact={false} /> },
          {
            name: 'Last used',
            cell: ({ last_used_at: at }) => <Timestamp value={at} exact={false} />,
          },
          { name: 'Actions', cell: (session) => !session.current && <EndSession of={session} /> },
        ]}
      />
    </Part>
  );
}

function BrowserOf({ session }: { readonly session: OwnSession }) {
  return (
    <Group gap="xs">
      <Text
        size="sm"
        style={{ overflowWrap: 'anywhere' }}
        miw={150}
        maw={320}
        lineClamp={2}
        title={session.user_agent ?? ''}
      >
        {describeBrowser(session.user_agent ?? 'not told')}
      </Text>
      {session.current && (
        <Badge size="sm" variant="light">
          this one
        </Badge>
      )}
    </Group>
  );
}

function EndSession({ of: { id } }: { readonly of: OwnSession }) {
  const [busy, setBusy] = useState(false);
  const router = useRouter();
  const end = () => {
    setBusy(true);
    callApi('/api/auth/account/sessions/end', { method: 'POST', body: { id } })
      .then(
        () => router.refresh(),
        () => notifications.show({ color: 'red', message: 'It has not ended: try again.' }),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Button variant="default" size="compact-sm" loading={busy} onClick={end}>
      End
    </Button>
  );
}
