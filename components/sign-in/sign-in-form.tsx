'use client';

import { Alert, Button, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { callApi } from '../data/call-api';
import { useSubmit } from '../form/use-submit';
import { describeFailure } from './describe-failure';
import styles from './sign-in.module.css';

interface SignInAnswer {
  readonly signed_in: boolean;
}

/** Email address and password, then the code of an authenticator where the person has one. */
export function SignInForm({ next }: { readonly next: string }) {
  const [needsCode, setNeedsCode] = useState(false);
  const { submit, busy, failure, again } = useSubmit(async (fields) => {
    const code = fields.get('code');
    const answer = await callApi<SignInAnswer>('/api/auth/sign-in/email', {
      method: 'POST',
      body: {
        email: fields.get('email'),
        password: fields.get('password'),
        ...(code !== null && { code }),
      },
    });
    if (answer.signed_in) {
      enter(next);
      return;
    }
    setNeedsCode(true);
    again();
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
        {needsCode && (
          <TextInput
            name="code"
            label="Code"
            description="Of your authenticator app, or one of your recovery codes"
            autoComplete="one-time-code"
            required
            withAsterisk={false}
            minLength={6}
            maxLength={20}
            // Asked for after the password was right: the next thing to type.
            autoFocus
            size="md"
          />
        )}
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
