import { writeFileSync } from 'node:fs';
import { CLIENTS, insertBatch, insertInto, ROWS_A_BATCH, textsOf } from './limit.mjs';

/** @typedef {import('./limit.mjs').PaymentRows} PaymentRows */

/** What differs from row to row in the log, as SQL on `input`; each client of pgbench has its own seq. */
const EVENT = {
  seq: `(CAST(extract(epoch FROM at) * 1000000 AS bigint) * ${ROWS_A_BATCH} + row_number() OVER ())
    * ${CLIENTS} + CAST(:client_id AS bigint)`,
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
 * row of the outbox goes. Both in one commit, of a batch as limit.mjs has them; no read model, no
 * hash, no decision.
 * @param {PaymentRows} sample
 * @param {Record<string, string | null>} event the sample's row in `events`
 * @param {string} file
 * @returns {import('./limit.mjs').LimitScript}
 */
export function writeBothWritesScript(sample, event, file) {
  const merchant = `CAST('${event.merchant_id}' AS uuid)`;
  writeFileSync(
    file,
    `BEGIN;
${insertBatch(sample)}, into_events AS (${insertInto('events', event, EVENT)})
SELECT CAST(array_agg(request_id) AS text) AS ids FROM input \\gset
DELETE FROM outbox WHERE merchant_id = ${merchant} AND event_id = ANY (CAST(:ids AS uuid[]));
COMMIT;
`,
  );
  return { file, variables: textsOf(sample) };
}
