import { randomBytes } from 'node:crypto';
import type { Pool } from '@/lib/database/connection';
import { type Queryable, runTransaction } from '@/lib/database/session';
import { invalidRequest } from '@/lib/http/problem';
import { recordPersonEvent } from '../people/record-person-event';
import type { Person } from '../person';
import { personActor } from '../person-principal';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-code';
import { openSecret, sealSecret } from './sealed-secret';
import {
  beginTotp,
  countRecoveryCodes,
  deleteTotp,
  findTotp,
  lockTotp,
  markStep,
  replaceRecoveryCodes,
  takeRecoveryCode,
} from './store';
import { base32, matchingStep, totpUri } from './totp';

const SECRET_BYTES = 20;
const TOTP_FORM = /^\d{6}$/;

export interface FactorKeeper {
  readonly workPool: Pool;
  /** Of the instance. */
  readonly secret: string;
}

/** Whether sign-in by password asks for a code too. Throws DatabaseError. */
export async function hasAuthenticator(pool: Pool, personId: string): Promise<boolean> {
  return (await findTotp(pool, personId))?.confirmed === true;
}

export async function recoveryCodesLeft(pool: Pool, personId: string): Promise<number> {
  return await countRecoveryCodes(pool, personId);
}

/** A secret for an authenticator, which counts once a code of it is confirmed. */
export async function beginAuthenticator(
  { workPool, secret }: FactorKeeper,
  { personId, email }: Person,
): Promise<{ readonly secret: string; readonly uri: string }> {
  const plain = randomBytes(SECRET_BYTES);
  if (!(await beginTotp(workPool, personId, sealSecret(secret, personId, plain)))) {
    throw invalidRequest({ pointer: '', detail: 'there is an authenticator: remove it first' });
  }
  return { secret: base32(plain), uri: totpUri(plain, email) };
}

/** From now on sign-in asks for codes. Resolves to the recovery codes; undefined for a wrong code. */
export async function confirmAuthenticator(
  keeper: FactorKeeper,
  person: Person,
  code: string,
): Promise<string[] | undefined> {
  const { personId } = person;
  return await runTransaction(keeper.workPool, async (transaction) => {
    const row = await lockTotp(transaction, personId);
    if (!row || row.confirmed || !(await takeTotp(transaction, keeper, personId, code))) {
      return undefined;
    }
    const codes = newRecoveryCodes();
    const hashes = codes.map((each) => hashRecoveryCode(keeper.secret, personId, each));
    await replaceRecoveryCodes(transaction, personId, hashes);
    await recordPersonEvent(transaction, personActor(person), {
      action: 'person.authenticator_added',
      personId,
      reason: 'own account',
    });
    return codes;
  });
}

/** Uses a code, of the authenticator or a recovery code: each works once. */
export async function takeCode(
  keeper: FactorKeeper,
  person: Pick<Person, 'personId' | 'email' | 'grants'>,
  code: string,
): Promise<boolean> {
  const { personId } = person;
  return await runTransaction(keeper.workPool, async (transaction) => {
    const row = await lockTotp(transaction, personId);
    if (!row?.confirmed) return false;
    if (TOTP_FORM.test(code)) return await takeTotp(transaction, keeper, personId, code);
    const hash = hashRecoveryCode(keeper.secret, personId, code);
    if (!(await takeRecoveryCode(transaction, personId, hash))) return false;
    await recordPersonEvent(transaction, personActor(person), {
      action: 'person.recovery_code_used',
      personId,
      reason: 'sign-in',
    });
    return true;
  });
}

/** From now on a password suffices again. */
export async function removeAuthenticator(
  { workPool }: Pick<FactorKeeper, 'workPool'>,
  person: Person,
): Promise<void> {
  const { personId } = person;
  await runTransaction(workPool, async (transaction) => {
    if (!(await deleteTotp(transaction, personId))) return;
    await recordPersonEvent(transaction, personActor(person), {
      action: 'person.authenticator_removed',
      personId,
      reason: 'own account',
    });
  });
}

async function takeTotp(
  transaction: Queryable,
  { secret }: FactorKeeper,
  personId: string,
  code: string,
): Promise<boolean> {
  const row = await lockTotp(transaction, personId);
  if (!row) return false;
  const plain = openSecret(secret, personId, row.secret);
  const step = matchingStep(plain, code, { nowMs: Date.now(), lastStep: row.last_step });
  if (step === undefined) return false;
  await markStep(transaction, personId, step);
  return true;
}
