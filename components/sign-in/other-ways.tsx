'use client';

import { Alert, Button, Divider, Stack } from '@mantine/core';
import { IconAlertCircle, IconBuilding, IconFingerprint } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { callApi } from '../data/call-api';
import { describePasskeyFailure, hasPasskeys, signWithPasskey } from '../passkeys/browser-passkeys';
import { describeFailure } from './describe-failure';
import { enter } from './sign-in-form';

const REFUSED = {
  failed: 'Single sign-on did not work. Try again; if it goes on, tell an administrator.',
  'no-role':
    'You are known there, but may not come in here: no group of yours has a role, or your access has ended. Ask an administrator.',
} as const;

export interface OtherWaysProps {
  readonly next: string;
  /** The name of the issuer for single sign-on, if there is one. */
  readonly issuer: string | undefined;
  /** Why single sign-on led back here. */
  readonly refused: keyof typeof REFUSED | undefined;
}

/** Ways to sign in without a password. */
export function OtherWays({ next, issuer, refused }: OtherWaysProps) {
  const [offered, setOffered] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  // Only a browser knows.
  useEffect(() => setOffered(hasPasskeys()), []);
  const signIn = () => {
    setBusy(true);
    setFailure(undefined);
    enterByPasskey()
      .then(() => enter(next))
      .catch((error: unknown) => {
        setFailure(error);
        setBusy(false);
      });
  };
  if (!offered && issuer === undefined) return null;
  return (
    <Stack gap="md" mt="lg">
      <Divider label="or" />
      <div aria-live="assertive">
        {(failure !== undefined || refused) && (
          <Alert color="red" icon={<IconAlertCircle aria-hidden />}>
            {failure === undefined
              ? refused && REFUSED[refused]
              : (describePasskeyFailure(failure) ?? describeFailure(failure))}
          </Alert>
        )}
      </div>
      {offered && (
        <Button
          variant="default"
          size="md"
          leftSection={<IconFingerprint size={18} aria-hidden />}
          loading={busy}
          onClick={signIn}
          fullWidth
        >
          Use a passkey
        </Button>
      )}
      {issuer !== undefined && (
        <Button
          component="a"
          href={`/api/auth/oidc/start?next=${encodeURIComponent(next)}`}
          variant="default"
          size="md"
          leftSection={<IconBuilding size={18} aria-hidden />}
          fullWidth
        >
          Continue with {issuer}
        </Button>
      )}
    </Stack>
  );
}

async function enterByPasskey(): Promise<void> {
  const options = await callApi<Record<string, unknown>>('/api/auth/sign-in/passkey/options', {
    method: 'POST',
    body: {},
  });
  const response = await signWithPasskey(options);
  await callApi('/api/auth/sign-in/passkey', { method: 'POST', body: { response } });
}
