import {
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { invalidRequest } from '@/lib/http/problem';
import { recordPersonEvent } from '../people/record-person-event';
import type { Person } from '../person';
import { personActor } from '../person-principal';
import { newChallenge, ownChallenge } from './challenge';
import { domainOf, plainBytes, type RelyingParty } from './relying-party';
import { deletePasskey, insertPasskey, listPasskeys, takeChallenge } from './store';

const PASSKEYS_MAX = 20;

/** A person's passkeys, the newest first. Throws DatabaseError. */
export async function readOwnPasskeys(pool: Pool, { personId }: Person) {
  const rows = await listPasskeys(pool, personId);
  return rows.map((row) => ({
    id: row.credential_id,
    name: row.name,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
  }));
}

/** What the browser makes a passkey from (WebAuthn §5.4): the device asks for finger, face or PIN. */
export async function newPasskeyOptions(party: RelyingParty, { personId, email, name }: Person) {
  const present = await listPasskeys(party.workPool, personId);
  if (present.length >= PASSKEYS_MAX) {
    throw invalidRequest({ pointer: '', detail: `${PASSKEYS_MAX} are the most: remove one first` });
  }
  return await generateRegistrationOptions({
    rpName: 'Onceover',
    rpID: domainOf(party),
    userID: plainBytes(Buffer.from(personId)),
    userName: email,
    userDisplayName: name,
    challenge: plainBytes(newChallenge(party.secret, `passkey of ${personId}`, Date.now())),
    attestationType: 'none',
    excludeCredentials: present.map((each) => ({
      id: each.credential_id,
      transports: each.transports,
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** Keeps what the browser made. Throws the problem `invalid-request`; DatabaseError. */
export async function addPasskey(
  party: RelyingParty,
  person: Person,
  { name, response }: { readonly name: string; readonly response: unknown },
): Promise<void> {
  const { personId } = person;
  const made = await verified(party, personId, response);
  if (!made)
    throw invalidRequest({ pointer: '/response', detail: 'is no passkey that was asked for' });
  const { credential, challenge } = made;
  await runTransaction(party.workPool, async (transaction) => {
    const key = {
      credentialId: credential.id,
      personId,
      publicKey: credential.publicKey,
      signCount: credential.counter,
      transports: credential.transports ?? [],
      name,
    };
    if (
      !(await takeChallenge(transaction, challenge)) ||
      !(await insertPasskey(transaction, key))
    ) {
      throw invalidRequest({ pointer: '/response', detail: 'was taken already' });
    }
    await recordPersonEvent(transaction, personActor(person), {
      action: 'person.passkey_added',
      personId,
      reason: 'own account',
      after: { name },
    });
  });
}

/** Nothing happens where the person has no such passkey. */
export async function removePasskey(pool: Pool, person: Person, id: string): Promise<void> {
  const { personId } = person;
  await runTransaction(pool, async (transaction) => {
    const name = await deletePasskey(transaction, personId, id);
    if (name === undefined) return;
    await recordPersonEvent(transaction, personActor(person), {
      action: 'person.passkey_removed',
      personId,
      reason: 'own account',
      before: { name },
    });
  });
}

async function verified(party: RelyingParty, personId: string, response: unknown) {
  let challenge: ReturnType<typeof ownChallenge>;
  try {
    const answer = await verifyRegistrationResponse({
      // What the library checks member by member.
      response: response as RegistrationResponseJSON,
      expectedChallenge: (text) => {
        challenge = ownChallenge(party.secret, `passkey of ${personId}`, text, Date.now());
        return challenge !== undefined;
      },
      expectedOrigin: party.publicUrl,
      expectedRPID: domainOf(party),
      requireUserVerification: true,
    });
    return answer.verified && challenge
      ? { credential: answer.registrationInfo.credential, challenge }
      : undefined;
  } catch {
    // It throws for whatever does not fit, and touches no database.
    return undefined;
  }
}
