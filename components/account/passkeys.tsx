'use client';

import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { OwnPasskey } from '@/lib/access/contract';
import { callApi } from '../data/call-api';
import { describePasskeyFailure, hasPasskeys, makePasskey } from '../passkeys/browser-passkeys';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';
import { AccountForm } from './account-form';
import { Part } from './part';
import { PasswordField } from './password-field';

interface PasskeysProps {
  readonly passkeys: readonly OwnPasskey[];
  /** Changes ask for it, where there is one. */
  readonly hasPassword: boolean;
}

type Task = { readonly kind: 'add' } | { readonly kind: 'remove'; readonly passkey: OwnPasskey };

/** Keys on one's devices that sign in without a password. */
export function Passkeys({ passkeys, hasPassword }: PasskeysProps) {
  const [task, setTask] = useState<Task>();
  const router = useRouter();
  const close = () => {
    setTask(undefined);
    router.refresh();
  };
  return (
    <Part
      id="passkeys"
      title="Passkeys"
      about="Sign in with your finger, face or device PIN instead of a password. Nobody can phish a passkey."
      action={
        <Button variant="default" onClick={() => setTask({ kind: 'add' })}>
          Add a passkey
        </Button>
      }
    >
      <PlainTable
        label="Keys that sign you in"
        rows={passkeys}
        keyOf={({ id }) => id}
        empty="You have none yet."
        columns={[
          { name: 'Name', cell: ({ name }) => name },
          { name: 'Added', cell: ({ created_at: at }) => <Timestamp value={at} exact={false} /> },
          {
            name: 'Last used',
            cell: ({ last_used_at: at }) => (at ? <Timestamp value={at} exact={false} /> : 'never'),
          },
          {
            name: 'Actions',
            cell: (passkey) => (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`Remove ${passkey.name}`}
                onClick={() => setTask({ kind: 'remove', passkey })}
              >
                Remove
              </Button>
            ),
          },
        ]}
      />
      <Modal opened={task?.kind === 'add'} onClose={close} title="Add a passkey">
        <AddPasskey hasPassword={hasPassword} onClose={close} />
      </Modal>
      <Modal opened={task?.kind === 'remove'} onClose={close} title="Remove a passkey">
        {task?.kind === 'remove' && (
          <RemovePasskey passkey={task.passkey} hasPassword={hasPassword} onClose={close} />
        )}
      </Modal>
    </Part>
  );
}

interface FormProps {
  readonly hasPassword: boolean;
  readonly onClose: () => void;
}

function AddPasskey({ hasPassword, onClose }: FormProps) {
  const add = async (fields: FormData) => {
    if (!hasPasskeys()) {
      throw new Error('This browser makes no passkeys here: use a newer one, over https.');
    }
    const options = await callApi<Record<string, unknown>>('/api/auth/account/passkeys/options', {
      method: 'POST',
      body: { password: fields.get('password') ?? '' },
    });
    const response = await makePasskey(options).catch((failure: unknown) => {
      throw new Error(describePasskeyFailure(failure) ?? 'The browser made no passkey.');
    });
    const body = { name: fields.get('name'), response };
    await callApi('/api/auth/account/passkeys/add', { method: 'POST', body });
    onClose();
  };
  return (
    <AccountForm action="Add" onSubmit={add} onCancel={onClose}>
      {(errors) => (
        <Stack gap="md">
          <TextInput
            name="name"
            label="Name"
            description="To know it by later: your laptop, your phone"
            required
            withAsterisk={false}
            maxLength={100}
            data-autofocus
            error={errors['/name']}
          />
          {hasPassword && (
            <PasswordField name="password" label="Your password" error={errors['/password']} />
          )}
        </Stack>
      )}
    </AccountForm>
  );
}

function RemovePasskey({
  passkey: { id, name },
  hasPassword,
  onClose,
}: FormProps & { readonly passkey: OwnPasskey }) {
  const remove = async (fields: FormData) => {
    const body = { id, password: fields.get('password') ?? '' };
    await callApi('/api/auth/account/passkeys/remove', { method: 'POST', body });
    onClose();
  };
  return (
    <AccountForm action="Remove" danger onSubmit={remove} onCancel={onClose}>
      {(errors) => (
        <Stack gap="md">
          <Text size="sm">“{name}” signs you in no more.</Text>
          {hasPassword && (
            <PasswordField name="password" label="Your password" error={errors['/password']} />
          )}
        </Stack>
      )}
    </AccountForm>
  );
}
