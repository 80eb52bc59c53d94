import type { Pool } from 'pg';
import { DatabaseError, type DatabaseFailure } from '@/lib/database/failure';
import { type Queryable, runStatement, runTransaction } from '@/lib/database/session';
import type { ExecutedAnswer, Operation, StoredAnswer } from './attempt';
import {
  CLAIM_KEY,
  CLAIM_PAYMENTS,
  COMPLETE_KEY,
  FIND_KEY,
  KEY_COLUMNS,
  PAYMENT_COLUMNS,
} from './claim-statement';
import { type Row, rowParameters } from './row-parameters';
import { REPLAY_COLUMNS, WITNESS, WITNESS_COLUMNS, WITNESS_REPLAYS } from './witness-statement';

export type KeyRow = Row<typeof KEY_COLUMNS>;
export type PaymentClaim = Row<typeof PAYMENT_COLUMNS>;
export type WitnessRow = Row<typeof WITNESS_COLUMNS>;

/** How a claim ended. */
export type ClaimResult =
  | {
      readonly kind: 'won';
      readonly generation: number;
      /** RFC 3339, microseconds. */
      readonly decidedAt: string;
      readonly expiresAt: string | null;
    }
  /** By this attempt itself: an earlier try's acknowledgement was lost. */
  | { readonly kind: 'own'; readonly stored: StoredAnswer }
  | { readonly kind: 'live'; readonly stored: StoredAnswer }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'failed'; readonly failure: DatabaseFailure; readonly cause: unknown };

interface StoredRow {
  generation: number;
  operation: Operation;
  policy_version: number;
  fingerprint: string;
  executor_id: string;
  response_status: number;
  response_content_type: string;
  response_location: string | null;
  response_body: string;
  created_at: string;
  expires_at: string | null;
}

interface ClaimRow extends StoredRow {
  /** Numbers of the rows that this is the result of, from 1, joined by commas. */
  ords: string;
  /** Then only its generation and its times are set. */
  won: boolean;
}

/**
 * Commits a batch of payments. Each row gets its result; a row that spoils the batch (its data,
 * or a lock somebody holds) is found by committing one by one. `lockTimeoutMs` holds instead of the
 * pool's.
 */
export async function claimPayments(
  pool: Pool,
  rows: readonly PaymentClaim[],
  lockTimeoutMs?: number,
): Promise<ClaimResult[]> {
  try {
    return await retryTransient(() => claimBatch(pool, rows, lockTimeoutMs));
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const { failure, cause } = error;
    if (failure !== 'data' && failure !== 'locked') {
      return rows.map(() => ({ kind: 'failed', failure, cause }));
    }
    if (rows.length > 1) {
      const results: ClaimResult[] = [];
      for (const row of rows) results.push(...(await claimPayments(pool, [row], lockTimeoutMs)));
      return results;
    }
    return [failure === 'locked' ? { kind: 'locked' } : { kind: 'failed', failure, cause }];
  }
}

async function claimBatch(
  pool: Pool,
  rows: readonly PaymentClaim[],
  lockTimeoutMs: number | undefined,
): Promise<ClaimResult[]> {
  const statement = {
    name: 'claim-payments',
    text: CLAIM_PAYMENTS,
    values: rowParameters(PAYMENT_COLUMNS, rows),
  };
  const found =
    lockTimeoutMs === undefined
      ? await runStatement<ClaimRow>(pool, statement)
      : await runTransaction(
          pool,
          async (transaction) => (await transaction.query<ClaimRow>(statement)).rows,
          { lockTimeoutMs },
        );
  return claimResults(found, rows);
}

/** Claims one key inside an open transaction; `completeKey` must follow before its commit. */
export async function claimKey(transaction: Queryable, row: KeyRow): Promise<ClaimResult> {
  const { rows } = await transaction.query<ClaimRow>({
    name: 'claim-key',
    text: CLAIM_KEY,
    values: rowParameters(KEY_COLUMNS, [row]),
  });
  return claimResults(rows, [row])[0] ?? UNDECIDED;
}

/** Writes answer, event and evidence of a key that this transaction has claimed. */
export async function completeKey(
  transaction: Queryable,
  claim: KeyRow,
  answer: ExecutedAnswer,
  record: string,
  requestBody: string,
): Promise<void> {
  await transaction.query({
    name: 'complete-key',
    text: COMPLETE_KEY,
    values: [
      claim.merchant_id,
      claim.idempotency_key,
      claim.executor_id,
      answer.status,
      answer.contentType,
      answer.location,
      answer.body,
      record,
      requestBody,
    ],
  });
}

/** Writes the events of replays and conflicts; true for each whose key still stood as judged. */
export async function witness(pool: Pool, rows: readonly WitnessRow[]): Promise<boolean[]> {
  const statement = rows.every((row) => row.request_body === null)
    ? {
        name: 'witness-replays',
        text: WITNESS_REPLAYS,
        values: rowParameters(REPLAY_COLUMNS, rows),
      }
    : { name: 'witness', text: WITNESS, values: rowParameters(WITNESS_COLUMNS, rows) };
  const written = await retryTransient(() => runStatement<{ event_id: string }>(pool, statement));
  const ids = new Set(written.map((row) => row.event_id));
  return rows.map((row) => ids.has(String(row.event_id)));
}

export async function findKey(
  pool: Pool,
  merchantId: string,
  key: string,
): Promise<StoredAnswer | undefined> {
  const rows = await runStatement<StoredRow>(pool, {
    name: 'find-key',
    text: FIND_KEY,
    values: [merchantId, key],
  });
  return rows[0] && storedAnswer(rows[0]);
}

/** The canonical body of an attempt, unless it was never kept or is erased. */
export async function findRequestBody(
  pool: Pool,
  merchantId: string,
  eventId: string,
): Promise<string | undefined> {
  const rows = await runStatement<{ body: string }>(pool, {
    name: 'find-request-body',
    text: `SELECT body FROM evidence WHERE merchant_id = $1 AND event_id = $2 AND part = 'request'`,
    values: [merchantId, eventId],
  });
  return rows[0]?.body;
}

const UNDECIDED: ClaimResult = { kind: 'undecided' };

function claimResults(found: readonly ClaimRow[], claims: readonly KeyRow[]): ClaimResult[] {
  const results = new Array<ClaimResult>(claims.length).fill(UNDECIDED);
  for (const row of found) {
    if (row.won) {
      const { generation, created_at, expires_at } = row;
      const won = {
        kind: 'won',
        generation,
        decidedAt: created_at,
        expiresAt: expires_at,
      } as const;
      for (const ord of row.ords.split(',')) results[Number(ord) - 1] = won;
    } else {
      const index = Number(row.ords) - 1;
      const kind = row.executor_id === claims[index]?.executor_id ? 'own' : 'live';
      results[index] = { kind, stored: storedAnswer(row) };
    }
  }
  return results;
}

function storedAnswer(row: StoredRow): StoredAnswer {
  return {
    generation: row.generation,
    operation: row.operation,
    policyVersion: row.policy_version,
    fingerprint: row.fingerprint,
    executorId: row.executor_id,
    status: row.response_status,
    contentType: row.response_content_type,
    location: row.response_location,
    body: row.response_body,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

/** A batch that lost a race between transactions wrote nothing: once more, then it is told. */
async function retryTransient<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseError && error.failure === 'transient') return await work();
    throw error;
  }
}
