'use client';

import { Stack } from '@mantine/core';
import type { OwnPasskey, OwnSession } from '@/lib/access/contract';
import { Authenticator, type AuthenticatorState } from './authenticator';
import { ChangePassword } from './change-password';
import { OwnSessions } from './own-sessions';
import { Passkeys } from './passkeys';

interface AccountProps {
  readonly email: string;
  /** False for who signs in elsewhere. */
  readonly hasPassword: boolean;
  readonly sessions: readonly OwnSession[];
  readonly passkeys: readonly OwnPasskey[];
  readonly authenticator: AuthenticatorState | undefined;
}

/** How one signs in, and where one is signed in. */
export function Account({ email, hasPassword, sessions, passkeys, authenticator }: AccountProps) {
  return (
    <Stack gap="lg" maw={900}>
      {hasPassword && <ChangePassword email={email} />}
      {hasPassword && <Authenticator state={authenticator} />}
      <Passkeys passkeys={passkeys} hasPassword={hasPassword} />
      <OwnSessions sessions={sessions} />
    </Stack>
  );
}
