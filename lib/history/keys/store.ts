import { type Cell, joinedArrays } from '@/lib/database/joined-arrays';
import type { Queryable } from '@/lib/database/session';
import type { EndedGeneration, KeySources, KeyState } from './fold-key';

/** A generation as it is to be written. */
export interface GenerationRow {
  readonly merchantId: string;
  readonly keyId: string;
  readonly of: EndedGeneration;
  /** For the database to add: ISO 8601 duration or "indefinite"; null where it is not known. */
  readonly retention: string | null;
}

/** A key as it is to be written, with its latest generation. */
export interface KeyRow extends GenerationRow {
  readonly of: KeyState;
}

/** A column, its type, and its value. */
type Column<Row> = readonly [name: string, type: string, value: (row: Row) => Cell];

/** What both tables have; `expires_at` is computed from the retention that is sent. */
const EXECUTION: readonly Column<GenerationRow>[] = [
  ['merchant_id', 'uuid', (row) => row.merchantId],
  ['key_id', 'uuid', (row) => row.keyId],
  ['generation', 'integer', ({ of }) => of.generation],
  ['executed_seq', 'bigint', ({ of }) => of.executedSeq],
  ['executed_at', 'timestamptz', ({ of }) => of.executedAt],
  ['policy_version', 'integer', ({ of }) => of.policyVersion],
  ['expires_at', 'text', (row) => row.retention],
  ['operation', 'text', ({ of }) => of.operation],
  ['fingerprint', 'bytea', ({ of }) => of.fingerprint && `\\x${of.fingerprint}`],
  ['resource', 'text', ({ of }) => of.resource],
  ['amount', 'bigint', ({ of }) => of.amount],
  ['currency', 'text', ({ of }) => of.currency],
  ['http_status', 'smallint', ({ of }) => of.httpStatus],
  ['attempts', 'bigint', ({ of }) => of.attempts],
  ['replays', 'bigint', ({ of }) => of.replays],
  ['conflicts', 'bigint', ({ of }) => of.conflicts],
];

const KEY: readonly Column<KeyRow>[] = [
  ...EXECUTION,
  ['idempotency_key', 'text', ({ of }) => of.idempotencyKey],
  ['first_seq', 'bigint', ({ of }) => of.firstSeq],
  ['first_at', 'timestamptz', ({ of }) => of.firstAt],
  ['last_seq', 'bigint', ({ of }) => of.lastSeq],
  ['last_at', 'timestamptz', ({ of }) => of.lastAt],
  ['customer_reference', 'text', ({ of }) => of.customerReference],
  ['order_reference', 'text', ({ of }) => of.orderReference],
  ['provider_reference', 'text', ({ of }) => of.providerReference],
  ['last4', 'text', ({ of }) => of.last4],
  ['metadata', 'json', ({ of }) => of.metadata && JSON.stringify(of.metadata)],
  ['in_progress_conflicts', 'bigint', ({ of }) => of.inProgressConflicts],
  ['refusals', 'bigint', ({ of }) => of.refusals],
  ['undelivered', 'bigint', ({ of }) => of.undelivered],
  ['sources', 'json', ({ of }) => JSON.stringify(of.sources)],
  ['source_count', 'integer', ({ of }) => of.sources.kept.length + of.sources.further.length],
];

const FIXED: ReadonlySet<string> = new Set([
  'merchant_id',
  'key_id',
  'idempotency_key',
  'first_seq',
  'first_at',
]);

/** As the engine computes the expiry of the key itself (lib/idempotency/claim-statement.ts). */
const EXPIRY = `CASE i.expires_at WHEN 'indefinite' THEN 'infinity'::timestamptz
  ELSE i.executed_at::timestamptz + i.expires_at::interval END`;

/** The rows that are sent, one text for each column (lib/database/joined-arrays.ts). */
function sentRows<Row>(columns: readonly Column<Row>[]): string {
  const arrays = columns.map((_, index) => `string_to_array($${index + 2}, $1, '')`);
  return `unnest(${arrays.join(', ')}) AS i(${columns.map(([name]) => name).join(', ')})`;
}

function typed<Row>([name, type]: Column<Row>): string {
  return name === 'expires_at' ? EXPIRY : `i.${name}::${type}`;
}

function insertInto<Row>(table: string, columns: readonly Column<Row>[]): string {
  const names = columns.map(([name]) => name);
  return `INSERT INTO ${table} (${names.join(', ')})
    SELECT ${columns.map(typed).join(', ')} FROM ${sentRows(columns)}`;
}

const INSERT_KEYS = insertInto('key_history', KEY);
/** ON CONFLICT finds rows by the primary key whatever plan there is; UPDATE … FROM may not. */
const UPDATE_KEYS = `${INSERT_KEYS} ON CONFLICT (merchant_id, key_id) DO UPDATE SET ${KEY.filter(
  ([name]) => !FIXED.has(name),
)
  .map(([name]) => `${name} = excluded.${name}`)
  .join(', ')}`;
const INSERT_GENERATIONS = `${insertInto('key_generations', EXECUTION)} ON CONFLICT DO NOTHING`;

function parameters<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  return joinedArrays(columns.map(([, , value]) => rows.map(value)));
}

/** Of keys that have no row yet: there is one writer. */
export async function insertKeys(transaction: Queryable, rows: readonly KeyRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = parameters(KEY, rows);
  await transaction.query({ name: 'insert-keys', text: INSERT_KEYS, values });
}

export async function updateKeys(transaction: Queryable, rows: readonly KeyRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = parameters(KEY, rows);
  await transaction.query({ name: 'update-keys', text: UPDATE_KEYS, values });
}

export async function insertGenerations(
  transaction: Queryable,
  rows: readonly GenerationRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = parameters(EXECUTION, rows);
  await transaction.query({ name: 'insert-generations', text: INSERT_GENERATIONS, values });
}

interface StoredKey {
  readonly merchant_id: string;
  readonly key_id: string;
  readonly idempotency_key: string;
  readonly numbers: (string | null)[];
  readonly first_at: string;
  readonly last_at: string;
  readonly executed_at: string | null;
  readonly operation: string | null;
  readonly fingerprint: string | null;
  readonly resource: string | null;
  readonly currency: string | null;
  readonly customer_reference: string | null;
  readonly order_reference: string | null;
  readonly provider_reference: string | null;
  readonly last4: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly sources: KeySources;
}

/**
 * Whole numbers come as one array: `pg` gives bigint as text. OFFSET 0 keeps the planner from turning
 * the join round where the table was empty when it was last analysed.
 */
const LOAD_KEYS = `
SELECT k.merchant_id, k.key_id, k.idempotency_key,
  ARRAY[k.first_seq, k.last_seq, k.generation, k.executed_seq, k.policy_version, k.amount,
    k.http_status, k.attempts, k.replays, k.conflicts, k.in_progress_conflicts, k.refusals,
    k.undelivered]::text[] AS numbers,
  k.first_at::text, k.last_at::text, k.executed_at::text, k.operation,
  encode(k.fingerprint, 'hex') AS fingerprint, k.resource, k.currency, k.customer_reference,
  k.order_reference, k.provider_reference, k.last4, k.metadata, k.sources
FROM unnest($1::uuid[], $2::uuid[]) AS i(merchant_id, key_id) CROSS JOIN LATERAL (
  SELECT * FROM key_history h WHERE h.merchant_id = i.merchant_id AND h.key_id = i.key_id OFFSET 0
) AS k`;

/** The states of those keys that have one. */
export async function loadKeys(
  transaction: Queryable,
  keys: readonly { readonly merchantId: string; readonly keyId: string }[],
): Promise<KeyState[]> {
  const { rows } = await transaction.query<StoredKey>({
    name: 'load-keys',
    text: LOAD_KEYS,
    values: [keys.map(({ merchantId }) => merchantId), keys.map((key) => key.keyId)],
  });
  return rows.map(toState);
}

function toState(row: StoredKey): KeyState {
  const numbers = row.numbers.map((number) => (number === null ? null : Number(number)));
  const count = (index: number) => numbers[index] ?? 0;
  const optional = (index: number) => numbers[index] ?? null;
  return {
    merchantId: row.merchant_id,
    keyId: row.key_id,
    idempotencyKey: row.idempotency_key,
    firstSeq: count(0),
    firstAt: row.first_at,
    lastSeq: count(1),
    lastAt: row.last_at,
    generation: count(2),
    executedSeq: optional(3),
    executedAt: row.executed_at,
    policyVersion: optional(4),
    operation: row.operation,
    fingerprint: row.fingerprint,
    resource: row.resource,
    amount: optional(5),
    currency: row.currency,
    httpStatus: optional(6),
    customerReference: row.customer_reference,
    orderReference: row.order_reference,
    providerReference: row.provider_reference,
    last4: row.last4,
    metadata: row.metadata,
    attempts: count(7),
    replays: count(8),
    conflicts: count(9),
    inProgressConflicts: count(10),
    refusals: count(11),
    undelivered: count(12),
    sources: row.sources,
    ended: [],
  };
}

/** A version of a policy that an execution was judged under. */
export interface PolicyName {
  readonly merchantId: string;
  readonly operation: string;
  readonly version: number;
}

/** Retentions of versions; a version never changes. */
export async function loadRetentions(
  transaction: Queryable,
  names: readonly PolicyName[],
): Promise<(PolicyName & { readonly retention: string })[]> {
  const { rows } = await transaction.query<PolicyName & { readonly retention: string }>({
    name: 'load-retentions',
    text: `SELECT p.merchant_id AS "merchantId", p.operation, p.version, p.retention
      FROM unnest($1::uuid[], $2::text[], $3::integer[]) AS i(merchant_id, operation, version)
      JOIN policies p USING (merchant_id, operation, version)`,
    values: [
      names.map(({ merchantId }) => merchantId),
      names.map(({ operation }) => operation),
      names.map(({ version }) => version),
    ],
  });
  return rows;
}
