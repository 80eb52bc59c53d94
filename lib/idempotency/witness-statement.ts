import { type Columns, unnestColumns } from './row-parameters';

export const REPLAY_COLUMNS = {
  merchant_id: 'uuid',
  idempotency_key: 'text',
  generation: 'int',
  event_id: 'uuid',
  outcome: 'text',
  record: 'text',
} as const satisfies Columns;

export const WITNESS_COLUMNS = {
  ...REPLAY_COLUMNS,
  // The conflicting body; null for a replay, whose body is the first one's.
  request_body: 'text',
} as const satisfies Columns;

/**
 * Writes the events of rows whose key still stands at the generation that the verdict was made from
 * and is unexpired: what comes back, their numbers, was true when it was written. Locks nothing.
 */
function witness(columns: Columns, alsoKept = ''): string {
  return `
WITH moment AS MATERIALIZED (SELECT at FROM clock_timestamp() AS at),
standing AS MATERIALIZED (
  SELECT i.*, m.at AS decided_at, k.evidence_retention,
    k.expires_at + k.evidence_retention AS kept_until
  FROM moment m CROSS JOIN ${unnestColumns(columns, 'i')}
  JOIN idempotency_keys k ON k.merchant_id = i.merchant_id
    AND k.idempotency_key = i.idempotency_key AND k.generation = i.generation
  WHERE k.expires_at > m.at
),${alsoKept}
event AS (
  INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
  SELECT merchant_id, event_id, decided_at, outcome, generation, record::json FROM standing
)
SELECT string_agg(ord::text, ',') AS ords FROM standing`;
}

/** Replays only: most batches, and no body comes with them. */
export const WITNESS_REPLAYS = witness(REPLAY_COLUMNS);

/** Replays and conflicts. */
export const WITNESS = witness(
  WITNESS_COLUMNS,
  `
kept_body AS (
  INSERT INTO evidence (merchant_id, event_id, part, body, kept_until)
  SELECT merchant_id, event_id, 'request', request_body, kept_until
  FROM standing WHERE request_body IS NOT NULL AND evidence_retention > interval '0'
),`,
);
