import { writeFileSync } from 'node:fs';
import { insertBatch, insertInto, textsOf } from './limit.mjs';

/** @typedef {import('./limit.mjs').PaymentRows} PaymentRows */

/** What differs from row to row in the log, as SQL on `input`. */
const EVENT = {
  recorded_at: 'at',
  event_id: 'request_id',
  occurred_at: 'at',
  idempotency_key: 'key',
  fingerprint: "sha256(convert_to(key, 'UTF8'))",
  customer_reference: "'cus_' || left(key, 4)",
  order_reference: "'ord_' || left(key, 8)",
  resource: "'pay_' || replace(CAST(payment_id AS text), '-', '')",
  request_id: 'request_id',
};

/**
 * What ingest and tail write for a payment: its rows in the ingest's tables, and the event, whose
 * row of the outbox goes. Both in one commit; no read model, no hash, no decision.
 * @param {PaymentRows} sample
 * @param {Record<string, string | null>} event the sample's row in `events`
 * @param {import('./limit.mjs').Shape} shape
 * @param {string} file
 * @returns {import('./limit.mjs').LimitScript}
 */
export function writeBothWritesScript(sample, event, shape, file) {
  const merchant = `CAST('${event.merchant_id}' AS uuid)`;
  // Each client of pgbench has its own.
  const seq = `(CAST(extract(epoch FROM at) * 1000000 AS bigint) * ${shape.rows}
    + row_number() OVER ()) * ${shape.clients} + CAST(:client_id AS bigint)`;
  writeFileSync(
    file,
    `BEGIN;
${insertBatch(sample, shape.rows)}, into_events AS (${insertInto('events', event, { seq, ...EVENT })})
SELECT CAST(array_agg(request_id) AS text) AS ids FROM input \\gset
DELETE FROM outbox WHERE merchant_id = ${merchant} AND event_id = ANY (CAST(:ids AS uuid[]));
COMMIT;
`,
  );
  return { file, variables: textsOf(sample), shape };
}
