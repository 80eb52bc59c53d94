'use client';

import { Badge, Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { callApi } from '../data/call-api';
import { Copy } from '../data/copy';
import { ShownOnce } from '../form/shown-once';
import { AccountForm } from './account-form';
import { Part } from './part';
import { PasswordField } from './password-field';
import { QrCode } from './qr-code';

export interface AuthenticatorState {
  readonly codesLeft: number;
}

interface Secret {
  readonly secret: string;
  readonly uri: string;
}

type Task = 'add' | 'remove';

/** Codes of an authenticator app, which sign-in asks for besides the password. */
export function Authenticator({ state }: { readonly state: AuthenticatorState | undefined }) {
  const [task, setTask] = useState<Task>();
  const router = useRouter();
  const close = () => {
    setTask(undefined);
    router.refresh();
  };
  return (
    <Part
      id="authenticator"
      title="Authenticator app"
      about="Sign-in by password asks for a code that your phone shows, which no thief of the password has."
      action={
        <Button variant="default" onClick={() => setTask(state ? 'remove' : 'add')}>
          {state ? 'Remove the authenticator' : 'Add an authenticator'}
        </Button>
      }
    >
      <Group gap="sm">
        <Badge variant="light" color={state ? 'pine' : 'gray'}>
          {state ? 'in use' : 'not in use'}
        </Badge>
        {state && (
          <Text size="sm" c="dimmed">
            {state.codesLeft} recovery {state.codesLeft === 1 ? 'code' : 'codes'} left
          </Text>
        )}
      </Group>
      <Modal opened={task === 'add'} onClose={close} title="Add an authenticator" size="lg">
        <AddAuthenticator onClose={close} />
      </Modal>
      <Modal opened={task === 'remove'} onClose={close} title="Remove the authenticator">
        <RemoveAuthenticator onClose={close} />
      </Modal>
    </Part>
  );
}

/** Password, then the secret and its first code, then the recovery codes. */
function AddAuthenticator({ onClose }: { readonly onClose: () => void }) {
  const [secret, setSecret] = useState<Secret>();
  const [codes, setCodes] = useState<readonly string[]>();
  if (codes) {
    return (
      <ShownOnce
        text={codes.join('\n')}
        advice="Keep these recovery codes where you keep passwords: each signs you in once if you lose your phone. They are shown only now."
        onDone={onClose}
      />
    );
  }
  const begin = async (fields: FormData) => {
    const body = { password: fields.get('password') };
    setSecret(await callApi('/api/auth/account/authenticator/begin', { method: 'POST', body }));
  };
  const confirm = async (fields: FormData) => {
    const answer = await callApi<{ recovery_codes: string[] }>(
      '/api/auth/account/authenticator/confirm',
      { method: 'POST', body: { code: fields.get('code') } },
    );
    setCodes(answer.recovery_codes);
  };
  if (!secret) {
    return (
      <AccountForm key="begin" action="Go on" onSubmit={begin} onCancel={onClose}>
        {(errors) => (
          <PasswordField name="password" label="Your password" error={errors['/password']} />
        )}
      </AccountForm>
    );
  }
  return (
    <AccountForm key="confirm" action="Confirm" onSubmit={confirm} onCancel={onClose}>
      {(errors) => <Scan secret={secret} error={errors['/code']} />}
    </AccountForm>
  );
}

function Scan({ secret, error }: { readonly secret: Secret; readonly error: string | undefined }) {
  return (
    <Stack gap="md">
      <Group align="flex-start" gap="lg">
        <QrCode text={secret.uri} label="QR code for your authenticator app" />
        <Stack gap="xs" style={{ flex: '1 1 220px' }}>
          <Text size="sm">Scan it with your authenticator app, or type the secret in there:</Text>
          <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {secret.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
          </Code>
          <Group>
            <Copy text={secret.secret} label="Copy the secret" />
          </Group>
        </Stack>
      </Group>
      <TextInput
        name="code"
        label="Code"
        description="The six digits that the app shows now"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        withAsterisk={false}
        pattern="\d{6}"
        maxLength={6}
        data-autofocus
        error={error}
      />
    </Stack>
  );
}

function RemoveAuthenticator({ onClose }: { readonly onClose: () => void }) {
  const remove = async (fields: FormData) => {
    const body = { password: fields.get('password') };
    await callApi('/api/auth/account/authenticator/remove', { method: 'POST', body });
    onClose();
  };
  return (
    <AccountForm action="Remove" danger onSubmit={remove} onCancel={onClose}>
      {(errors) => (
        <Stack gap="md">
          <Text size="sm">From then on your password alone signs you in.</Text>
          <PasswordField name="password" label="Your password" error={errors['/password']} />
        </Stack>
      )}
    </AccountForm>
  );
}
