'use client';

import { Button, Group, Modal, Text } from '@mantine/core';
import { IconDownload, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ShownPerson } from '@/lib/access/contract';
import type { MerchantChoice } from '../shell/merchant';
import { InvitePerson } from './invite-person';
import { PeopleTable } from './people-table';
import { ChangeRole, DisablePerson, RenewInvitation, ResetFactors } from './person-changes';

interface PeopleProps {
  readonly people: readonly ShownPerson[];
  readonly merchants: readonly MerchantChoice[];
  /** Who looks at them. */
  readonly self: string;
}

/** What is being done to whom. */
interface Task {
  readonly kind: keyof typeof TASKS;
  readonly person: ShownPerson;
}

const TASKS = {
  role: { title: 'Role of', Form: ChangeRole },
  invite: { title: 'A new link for', Form: RenewInvitation },
  reset: { title: 'Lost devices of', Form: ResetFactors },
  disable: { title: 'Disable', Form: DisablePerson },
} as const;

/** Who may sign in, as what, where and until when. */
export function People({ people, merchants, self }: PeopleProps) {
  const [inviting, setInviting] = useState(false);
  const [task, setTask] = useState<Task>();
  const end = () => setTask(undefined);
  const Form = task && TASKS[task.kind].Form;
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text c="dimmed" size="sm">
          Whoever is disabled or gets another role is signed out at once, everywhere.
        </Text>
        <Group gap="sm">
          <Button
            component="a"
            href="/api/v1/people/export"
            download
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Export as CSV
          </Button>
          <Button
            leftSection={<IconUserPlus size={16} aria-hidden />}
            onClick={() => setInviting(true)}
          >
            Invite
          </Button>
        </Group>
      </Group>
      <PeopleTable
        people={people}
        merchants={merchants}
        self={self}
        onTask={(kind, person) => setTask({ kind, person })}
      />
      <Modal opened={inviting} onClose={() => setInviting(false)} title="Invite somebody" size="lg">
        <InvitePerson merchants={merchants} onClose={() => setInviting(false)} />
      </Modal>
      <Modal
        opened={task !== undefined}
        onClose={end}
        title={task && `${TASKS[task.kind].title} ${task.person.name}`}
        size="lg"
      >
        {task && Form && <Form person={task.person} merchants={merchants} onClose={end} />}
      </Modal>
    </>
  );
}
