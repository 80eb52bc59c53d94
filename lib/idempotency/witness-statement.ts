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
 * Writes the events of replays and conflicts, each only if its key still stands at the generation
 * that the verdict was made from and is unexpired: what comes back was true when it was written.
 * Locks nothing.
 */
export const WITNESS = `
WITH standing AS MATERIALIZED (
  SELECT i.*, clock_timestamp() AS decided_at, k.evidence_retention,
    k.expires_at + k.evidence_retention AS kept_until
  FROM ${unnestColumns(WITNESS_COLUMNS, 'i')}
  JOIN idempotency_keys k ON k.merchant_id = i.merchant_id
    AND k.idempotency_key = i.idempotency_key AND k.generation = i.generation
  WHERE k.expires_at > clock_timestamp()
),
kept_body AS (
  INSERT INTO evidence (merchant_id, event_id, part, body, kept_until)
  SELECT merchant_id, event_id, 'request', request_body, kept_until
  FROM standing WHERE request_body IS NOT NULL AND evidence_retention > interval '0'
)
INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
SELECT merchant_id, event_id, decided_at, outcome, generation, record::json FROM standing
RETURNING event_id`;

/** The same for replays alone, which bring no body: most batches. */
export const WITNESS_REPLAYS = `
INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
SELECT i.merchant_id, i.event_id, clock_timestamp(), i.outcome, i.generation, i.record::json
FROM ${unnestColumns(REPLAY_COLUMNS, 'i')}
JOIN idempotency_keys k ON k.merchant_id = i.merchant_id
  AND k.idempotency_key = i.idempotency_key AND k.generation = i.generation
WHERE k.expires_at > clock_timestamp()
RETURNING event_id`;
