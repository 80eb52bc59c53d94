import type { Pool } from '@/lib/database/connection';
import { type Queryable, runTransaction } from '@/lib/database/session';
import { SYSTEM_STREAM } from '../journal';
import { recordSystemEvent } from '../record-system-event';
import type { Acquired, Lease } from './lease';

/** A time during which the log was not what it should be. */
export interface Outage {
  readonly cause: string;
  /** How long ago, milliseconds. */
  readonly startedMsAgo: number;
  readonly endedMsAgo: number;
}

interface TailEvent {
  readonly action: string;
  readonly ownerId: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** This instance moves the log from now on: nobody did, or the one who did is gone. */
export async function recordStarted(pool: Pool, acquired: Acquired): Promise<void> {
  const { ownerId, token, previous } = acquired;
  await record(pool, () => ({
    action: previous === null ? 'audit.tail.started' : 'audit.tail.taken_over',
    ownerId,
    before: previous && { owner_id: previous.ownerId, lease_until: previous.expiredAt },
    after: { token },
  }));
}

/** This instance ends in good order. */
export async function recordStopped(pool: Pool, { ownerId, token }: Lease): Promise<void> {
  await record(pool, () => ({
    action: 'audit.tail.stopped',
    ownerId,
    before: { token },
    after: null,
  }));
}

/** The log works again after an outage (PCI DSS 10.7: start, end and cause). */
export async function recordOutage(pool: Pool, ownerId: string, outage: Outage): Promise<void> {
  const { cause, startedMsAgo, endedMsAgo } = outage;
  await record(pool, (now) => ({
    action: 'control.failure',
    ownerId,
    before: null,
    after: {
      control: 'audit log',
      cause,
      started_at: ago(now, startedMsAgo),
      ended_at: ago(now, endedMsAgo),
    },
  }));
}

async function record(pool: Pool, event: (now: Date) => TailEvent): Promise<void> {
  await runTransaction(pool, async (transaction) => {
    const { action, ownerId, before, after } = event(await readClock(transaction));
    await recordSystemEvent(transaction, {
      merchantId: SYSTEM_STREAM,
      actor: 'onceover',
      actorRole: 'system',
      action,
      subjectType: 'audit_log',
      subjectId: ownerId,
      reason: null,
      before,
      after,
    });
  });
}

/** Only the database's clock dates events. */
async function readClock(transaction: Queryable): Promise<Date> {
  const { rows } = await transaction.query<{ now: Date }>({
    name: 'tail-clock',
    text: 'SELECT clock_timestamp() AS now',
    values: [],
  });
  return rows[0]?.now ?? new Date(Number.NaN);
}

function ago(now: Date, ms: number): string {
  return new Date(now.getTime() - ms).toISOString();
}
