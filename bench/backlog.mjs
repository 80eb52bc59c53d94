/** @typedef {import('./postgres.mjs').Postgres} Postgres */

const ROWS_A_STATEMENT = 50_000;

/** What differs from event to event in the record of a payment. */
const MEMBERS = `json_build_object('request_id', id, 'idempotency_key', key,
  'fingerprint', encode(sha256(convert_to(key, 'UTF8')), 'hex'),
  'resource_id', 'pay_' || replace(CAST(uuidv7() AS text), '-', ''),
  'customer_reference', 'cus_' || left(key, 4), 'order_reference', 'ord_' || left(key, 8),
  'amount', 100 + ('x' || left(key, 3))::bit(12)::integer)`;

/**
 * Puts a merchant's events into the outbox as if no tail had run: six of seven executed, the others
 * replays of earlier ones.
 * @param {Postgres} postgres
 * @param {string} database
 * @param {Record<string, string | null>} sample a row of the outbox, of a payment
 * @param {string} merchantId
 * @param {number} events
 */
export async function fillOutbox(postgres, database, sample, merchantId, events) {
  const record = String(sample.record).replaceAll("'", "''");
  for (let done = 0; done < events; done += ROWS_A_STATEMENT) {
    const last = Math.min(events, done + ROWS_A_STATEMENT);
    await postgres.run(
      database,
      `INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
      SELECT '${merchantId}', id, clock_timestamp(),
        CASE WHEN place % 7 = 6 THEN 'replayed' ELSE 'executed' END, 1,
        CAST(CAST('${record}' AS jsonb) || CAST(${MEMBERS} AS jsonb) AS json)
      FROM generate_series(${done}, ${last - 1}) AS place,
      LATERAL (SELECT uuidv7() AS id, md5('${merchantId}' ||
        CASE WHEN place % 7 = 6 THEN place - 6 ELSE place END)::uuid::text AS key) AS made`,
    );
  }
}

/**
 * How many events the log has, in all streams.
 * @param {import('./postgres.mjs').Session} session
 */
export async function sealedEvents(session) {
  const [row] = await session.run('SELECT sum(size) AS events FROM ledger_heads');
  return Number(row?.events);
}
