import type { Metadata } from 'next';
import { Account } from '@/components/account/account';
import { hasAuthenticator, recoveryCodesLeft } from '@/lib/access/factors/authenticator';
import { readOwnPasskeys } from '@/lib/access/passkeys/own-passkeys';
import { requirePerson } from '@/lib/access/require-person';
import { hasPassword, readOwnSessions } from '@/lib/access/sign-in/own-account';
import { currentRuntime } from '@/lib/server/current-runtime';

export const metadata: Metadata = { title: 'Your account' };

export default async function AccountPage() {
  const person = await requirePerson();
  const { workPool } = await currentRuntime();
  const [password, sessions, passkeys, authenticator, codesLeft] = await Promise.all([
    hasPassword(workPool, person),
    readOwnSessions(workPool, person),
    readOwnPasskeys(workPool, person),
    hasAuthenticator(workPool, person.personId),
    recoveryCodesLeft(workPool, person.personId),
  ]);
  return (
    <Account
      email={person.email}
      hasPassword={password}
      sessions={sessions}
      passkeys={passkeys}
      authenticator={authenticator ? { codesLeft } : undefined}
    />
  );
}
