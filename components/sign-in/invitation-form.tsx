'use client';

import { Alert, Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { callApi } from '../data/call-api';
import { useSubmit } from '../form/use-submit';
import { describeFailure } from './describe-failure';
import styles from './sign-in.module.css';
import { enter } from './sign-in-form';

const LENGTH_MIN = 8;

/** Chooses the password of somebody who was invited, and signs them in. */
export function InvitationForm({ token, next }: { readonly token: string; readonly next: string }) {
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const differs = repeated !== '' && repeated !== password;
  const { submit, busy, failure } = useSubmit(async () => {
    const body = { token, password };
    const invited = await callApi<{ email: string }>('/api/auth/accept-invitation', {
      method: 'POST',
      body,
    });
    await callApi('/api/auth/sign-in/email', {
      method: 'POST',
      body: { email: invited.email, password },
    });
    enter(next);
  });
  const secret = {
    autoComplete: 'new-password',
    required: true,
    withAsterisk: false,
    minLength: LENGTH_MIN,
    maxLength: 128,
    size: 'md',
    visibilityToggleButtonProps: { 'aria-label': 'Show the password' },
  } as const;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Title order={1} className={styles.heading}>
          Choose a password
        </Title>
        <Text c="dimmed">You were invited to Onceover. This link works once.</Text>
        <div aria-live="assertive">
          {failure !== undefined && (
            <Alert color="red" icon={<IconAlertCircle />}>
              {describeFailure(failure)}
            </Alert>
          )}
        </div>
        <PasswordInput
          {...secret}
          label="New password"
          description={`${LENGTH_MIN} characters or more`}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PasswordInput
          {...secret}
          label="The same again"
          value={repeated}
          onChange={(event) => setRepeated(event.currentTarget.value)}
          error={differs && 'The two differ'}
        />
        <Button
          type="submit"
          size="md"
          loading={busy}
          disabled={differs || password.length < LENGTH_MIN || repeated === ''}
          fullWidth
        >
          Choose and sign in
        </Button>
      </Stack>
    </form>
  );
}
