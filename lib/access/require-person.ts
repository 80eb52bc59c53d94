import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { currentRuntime } from '@/lib/server/current-runtime';
import type { Person } from './person';
import { personPrincipal } from './person-principal';
import type { Principal } from './principal';
import { nextPath } from './sign-in/next-path';
import type { Visit } from './sign-in/sessions';

/** Whoever is signed in, at a merchant. Asked once for each page and merchant. Throws DatabaseError. */
export const currentVisit = cache(
  async (merchant: string | undefined): Promise<Visit | undefined> => {
    const [sent, runtime] = await Promise.all([headers(), currentRuntime()]);
    return await runtime.sessions.find(sent.get('cookie') ?? undefined, merchant);
  },
);

/** Whoever is signed in, if anybody is. Throws DatabaseError. */
export async function currentPerson(): Promise<Person | undefined> {
  return (await currentVisit(undefined))?.person;
}

/**
 * Whoever is signed in, at a merchant, by its public id, or at their first one; undefined where they
 * may not see it. Throws as requirePerson.
 */
export async function requirePrincipal(
  merchant: string | undefined,
): Promise<Principal | undefined> {
  const person = await requirePerson();
  const merchantId = (await currentVisit(merchant))?.merchantId;
  return merchantId === undefined ? undefined : personPrincipal(person, merchantId);
}

/**
 * The one gate of the pages: every private layout, page and data function calls it first. Nobody
 * signed in: away to /sign-in, and nothing of the page is made. Throws DatabaseError.
 */
export async function requirePerson(): Promise<Person> {
  const person = await currentPerson();
  if (person) return person;
  const path = nextPath((await headers()).get('x-onceover-path') ?? undefined);
  redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
}
