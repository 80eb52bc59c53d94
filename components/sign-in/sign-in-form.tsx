'use client';

import { Alert, Button, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { callApi } from '../data/call-api';
import styles from './sign-in.module.css';
import { describeFailure, useSubmit } from './use-submit';

/** Email address and password. */
export function SignInForm({ next }: { readonly next: string }) {
  const { submit, busy, failure } = useSubmit(async (fields) => {
    await callApi('/api/auth/sign-in/email', {
      method: 'POST',
      body: { email: fields.get('email'), password: fields.get('password') },
    });
    enter(next);
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Title order={1} className={styles.heading}>
          Sign in
        </Title>
        <div aria-live="assertive">
          {failure !== undefined && (
            <Alert color="red" icon={<IconAlertCircle />}>
              {describeFailure(failure)}
            </Alert>
          )}
        </div>
        <TextInput
          name="email"
          type="email"
          label="Email address"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          size="md"
        />
        <PasswordInput
          name="password"
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          maxLength={128}
          size="md"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

/** A whole new document: nothing of whoever was here before stays in memory. */
export function enter(next: string): void {
  location.assign(next);
}
