import type { Pool } from '@/lib/database/connection';
import { publicId } from '@/lib/http/uuid';
import { fingerprintOf, readSigners, type Signer } from '../audit/read-public-keys';
import type { Integrity, IntegrityQuery } from './contract';
import {
  type FailureRow,
  type HeadRow,
  readFailures,
  readHeads,
  readSealing,
  type SealingRow,
} from './store';

/** A takeover needs the lease's 5 s and a little more. */
const STOPPED_AFTER_MS = 10_000;
const BEHIND_AFTER_MS = 60_000;
const FAILURES_MAX = 1_000;

/** How the logs of merchants (UUIDs) stand, and when they did not do what they must. */
export async function readIntegrity(
  pool: Pool,
  merchantIds: readonly string[],
  query: IntegrityQuery,
): Promise<Integrity> {
  const [heads, signers, failures, sealing] = await Promise.all([
    readHeads(pool, merchantIds),
    readSigners(pool),
    readFailures(pool, FAILURES_MAX),
    readSealing(pool, merchantIds),
  ]);
  if (sealing === undefined) throw new Error('a SELECT without FROM returned no row');
  return {
    object: 'integrity',
    ...stateOf(sealing),
    roles_separated: sealing.separated,
    heads: heads.map((head) => presentHead(head, signers)),
    control_failures: failures.map(presentFailure).filter((failure) => isWithin(failure, query)),
    as_of: new Date(sealing.nowMs).toISOString(),
  };
}

/** Pure: what the lease and the oldest waiting event say. */
export function stateOf({
  nowMs,
  leaseUntilMs,
  waitingSinceMs,
}: Pick<SealingRow, 'nowMs' | 'leaseUntilMs' | 'waitingSinceMs'>): Pick<
  Integrity,
  'state' | 'since'
> {
  const time = (ms: number) => new Date(ms).toISOString();
  if (leaseUntilMs === null) return { state: 'stopped', since: null };
  if (nowMs - leaseUntilMs > STOPPED_AFTER_MS) {
    return { state: 'stopped', since: time(leaseUntilMs) };
  }
  if (waitingSinceMs !== null && nowMs - waitingSinceMs > BEHIND_AFTER_MS) {
    return { state: 'behind', since: time(waitingSinceMs) };
  }
  return { state: 'sealing', since: null };
}

function presentHead(row: HeadRow, signers: readonly Signer[]): Integrity['heads'][number] {
  const { merchantId, name, size, sealedAt, waitingSince, checkpointSize, root, note } = row;
  const signed = checkpointSize !== null && root !== null && note !== null;
  return {
    merchant_id: publicId('mer', merchantId),
    name,
    size,
    sealed_at: sealedAt,
    waiting_since: waitingSince,
    checkpoint: signed
      ? {
          size: checkpointSize,
          root: root.toString('hex'),
          note,
          created_at: row.createdAt ?? '',
          published_at: row.publishedAt,
          signed_by: fingerprintOf(merchantId, note, signers),
        }
      : null,
  };
}

function presentFailure(row: FailureRow): Integrity['control_failures'][number] {
  return {
    control: String(row.control ?? 'audit log'),
    cause: String(row.cause ?? 'not known'),
    started_at: String(row.startedAt ?? ''),
    ended_at: String(row.endedAt ?? ''),
  };
}

/** Whether any of it falls into the span. */
function isWithin(
  { started_at: startedAt, ended_at: endedAt }: Integrity['control_failures'][number],
  { from, to }: IntegrityQuery,
): boolean {
  const after = from === undefined || Date.parse(endedAt) >= Date.parse(from);
  const before = to === undefined || Date.parse(startedAt) < Date.parse(to);
  return after && before;
}
