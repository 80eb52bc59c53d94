import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';
import { EXPIRES_AT, KEY_COLUMNS, type KeyRow } from '../key-row';

export async function findKey(
  pool: Pool,
  merchantId: string,
  keyId: string,
): Promise<KeyRow | undefined> {
  const [row] = await runStatement<KeyRow>(pool, {
    name: 'find-key',
    text: `SELECT ${KEY_COLUMNS} FROM key_history k WHERE k.merchant_id = $1 AND k.key_id = $2`,
    values: [merchantId, keyId],
  });
  return row;
}

/** A generation that has ended, with the key's counts when it did. */
export interface GenerationRow {
  readonly generation: number;
  readonly executed_seq: number | null;
  readonly executed_at: string | null;
  readonly policy_version: number | null;
  readonly expires_at: string | null;
  readonly operation: string | null;
  readonly fingerprint: string | null;
  readonly resource: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly http_status: number | null;
  readonly attempts: number;
  readonly replays: number;
  readonly conflicts: number;
}

const GENERATIONS_MAX = 1_000;

/** The key's ended generations, the first of all first; the latest ones where there are very many. */
export async function listGenerations(
  pool: Pool,
  merchantId: string,
  keyId: string,
): Promise<GenerationRow[]> {
  const rows = await runStatement<GenerationRow>(pool, {
    name: 'list-generations',
    text: `SELECT k.generation, k.executed_seq::float8 AS executed_seq,
        ${timeText('k.executed_at')} AS executed_at, k.policy_version, ${EXPIRES_AT}, k.operation,
        encode(k.fingerprint, 'hex') AS fingerprint, k.resource, k.amount::float8 AS amount,
        k.currency, k.http_status, k.attempts::float8 AS attempts, k.replays::float8 AS replays,
        k.conflicts::float8 AS conflicts
      FROM key_generations k WHERE k.merchant_id = $1 AND k.key_id = $2
      ORDER BY k.generation DESC LIMIT ${GENERATIONS_MAX}`,
    values: [merchantId, keyId],
  });
  return rows.reverse();
}
