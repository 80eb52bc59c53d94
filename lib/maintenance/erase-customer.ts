import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '@/lib/access/actor';
import type { Pool } from '@/lib/database/connection';
import { type Queryable, runTransaction } from '@/lib/database/session';
import { eraseExports } from '@/lib/exports/erasure/erase-exports';
import { eraseHistory } from '@/lib/history/erasure/erase-history';
import { eraseBodies } from '@/lib/idempotency/erasure/erase-bodies';
import { eraseEvents } from '@/lib/ledger/erasure/erase-events';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import { erasePayments } from '@/lib/operations/erasure/erase-payments';
import { remainsOf } from './store';

const BATCH_ROWS = 200;
/** The tail and the hot path have the database in between. */
const PAUSE_MS = 20;
/** A tail that runs has moved what waited long before. */
const SEAL_MS = 10_000;
const POLL_MS = 100;
/** The customer may go on paying for ever. */
const ROUNDS_MAX = 4;

interface ErasureOptions {
  /** The owner's: no other role may change the log. */
  readonly ownerPool: Pool;
  /** Names the erased one in the log for whoever knows both. */
  readonly secret: string;
  readonly actor: Actor;
  readonly merchantId: string;
  readonly customer: string;
  readonly reason: string;
}

export interface ErasureReport {
  /** The customer's name in the log: HMAC-SHA-256 under the instance's secret. */
  readonly subject: string;
  readonly events: number;
  readonly payments: number;
  /** Of requests and answers. */
  readonly bodies: number;
  /**
   * Events and payments of the customer that came meanwhile, or are not in the log yet: erase again
   * once a tail runs. What instances still count or cache in their memory, a minute's, is not known.
   */
  readonly waiting: number;
}

type Counts = Pick<ErasureReport, 'events' | 'payments' | 'bodies'>;

/**
 * Erases a customer (GDPR Article 17): personal columns of events, of payments and of read models,
 * bodies kept as evidence, and members of stored answers. What happened stays, with every leaf of
 * the log as it was. In batches that each stand alone: after a failure it may be done again, and
 * takes up what is left. Files of exports are made again without it; archives are not touched.
 * Throws DatabaseError.
 */
export async function eraseCustomer(options: ErasureOptions): Promise<ErasureReport> {
  const { ownerPool, merchantId, customer } = options;
  const subject = subjectOf(options);
  const target = { merchantId, customer };
  await tell(options, subject, 'customer.erasure_started', null);
  const counts = await eraseInRounds(options);
  await runTransaction(ownerPool, (transaction) => eraseExports(transaction, target));
  await tell(options, subject, 'customer.erased', counts);
  return { subject, ...counts };
}

/** What one pass has behind it may get more of the customer while the next ones run. */
async function eraseInRounds(options: ErasureOptions): Promise<Omit<ErasureReport, 'subject'>> {
  const { ownerPool, ...target } = options;
  const total = { events: 0, payments: 0, bodies: 0 };
  let waiting = 1;
  for (let round = 0; waiting > 0 && round < ROUNDS_MAX; round += 1) {
    const sealed = await untilSealed(options);
    const { events, payments, bodies } = await eraseOnce(ownerPool, target);
    total.events += events;
    total.payments += payments;
    total.bodies += bodies;
    const remains = await remainsOf(ownerPool, target);
    waiting = remains.unsealed + remains.events + remains.payments;
    // Another round would wait in vain.
    if (!sealed) break;
  }
  return { ...total, waiting };
}

async function eraseOnce(
  ownerPool: Pool,
  target: Pick<ErasureOptions, 'merchantId' | 'customer'>,
): Promise<Counts> {
  const events = await inBatches(ownerPool, async (transaction) => {
    const erased = await eraseEvents(transaction, target, BATCH_ROWS);
    await eraseHistory(transaction, target, erased);
    return erased.length;
  });
  const payments = await inBatches(ownerPool, (transaction) =>
    erasePayments(transaction, target, BATCH_ROWS),
  );
  return { events, payments, bodies: await eraseBodies(ownerPool, target) };
}

function subjectOf({ secret, merchantId, customer }: ErasureOptions): string {
  const mac = createHmac('sha256', secret).update(`erased customer\n${merchantId}\n${customer}`);
  return `hmac-sha256:${mac.digest('hex')}`;
}

async function inBatches(
  pool: Pool,
  erase: (transaction: Queryable) => Promise<number>,
): Promise<number> {
  let total = 0;
  for (;;) {
    const erased = await runTransaction(pool, erase);
    total += erased;
    if (erased < BATCH_ROWS) return total;
    await sleep(PAUSE_MS);
  }
}

/** Whether all that waited of the customer is in the log; false where it is not in time. */
async function untilSealed({ ownerPool, ...target }: ErasureOptions): Promise<boolean> {
  const deadlineMs = performance.now() + SEAL_MS;
  for (;;) {
    const { unsealed } = await remainsOf(ownerPool, target);
    if (unsealed === 0 || performance.now() > deadlineMs) return unsealed === 0;
    await sleep(POLL_MS);
  }
}

async function tell(
  { ownerPool, actor, merchantId, reason }: ErasureOptions,
  subject: string,
  action: string,
  after: unknown,
): Promise<void> {
  await runTransaction(ownerPool, (transaction) =>
    recordSystemEvent(transaction, {
      ...actor,
      merchantId,
      action,
      subjectType: 'customer',
      subjectId: subject,
      reason,
      before: null,
      after,
    }),
  );
}
