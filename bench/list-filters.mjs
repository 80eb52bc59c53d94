/** @typedef {import('./postgres.mjs').Session} Session */
/** @typedef {Record<string, string | null>} Row */

/**
 * A parameter of a list, as the OpenAPI document has it.
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} in
 * @property {{ enum?: string[], anyOf?: { enum?: string[] }[] }} [schema]
 */

const NO_FILTERS = ['limit', 'cursor'];
const DURATIONS = ['PT1H', 'PT6H', 'PT20H', 'P2D'];

/** @param {string} prefix @param {string | null | undefined} uuid */
const publicId = (prefix, uuid) => uuid && `${prefix}_${uuid.replaceAll('-', '')}`;
/** @param {keyof any & string} column @returns {(row: Row) => string | null | undefined} */
const column = (column) => (row) => row[column];

/**
 * The value that an event gives a filter. What is not here has the name of its column.
 * @type {Record<string, (row: Row, index: number) => string | null | undefined>}
 */
const VALUES = {
  amount_min: column('amount'),
  amount_max: column('amount'),
  client_id: column('client'),
  key: column('idempotency_key'),
  key_prefix: (row) => row.idempotency_key?.slice(0, 7),
  key_id: (row) => publicId('ikey', row.key_id),
  request_id: (row) => publicId('req', row.request_id),
  from: column('occurred_at'),
  to: column('occurred_at'),
  status: column('http_status'),
  after_seq: column('seq'),
  role: column('actor_role'),
  customer: column('customer_reference'),
  reason: (row) => row.reason?.slice(-8),
  expiring_within: (_row, index) => DURATIONS[index % DURATIONS.length],
};

/**
 * Events of a merchant from all of its log, to take values from.
 * @param {Session} session
 * @param {string} merchantId
 * @param {number} count of attempts that name a key, and of system events
 */
export async function sampleEvents(session, merchantId, count) {
  const [head] = await session.run(
    `SELECT size FROM ledger_heads WHERE merchant_id = '${merchantId}'`,
  );
  /** @param {string} condition */
  const sample = async (condition) =>
    session.run(
      `SELECT e.merchant_id, e.seq, e.outcome, e.operation, e.kind, e.idempotency_key, e.http_status,
        encode(e.fingerprint, 'hex') AS fingerprint, e.amount, e.currency, e.customer_reference,
        e.order_reference, e.provider_reference, e.last4, e.metadata::text, e.client, e.ip,
        e.user_agent, e.request_id, e.actor, e.actor_role, e.action, e.subject, e.reason, k.key_id,
        to_char(e.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS occurred_at
      FROM generate_series(1, ${count}) AS place, LATERAL (SELECT * FROM events
        WHERE merchant_id = '${merchantId}' AND seq >= place * ${head?.size}::bigint / ${count + 1}
        AND ${condition} ORDER BY seq LIMIT 1) AS e
      LEFT JOIN key_history k ON k.merchant_id = e.merchant_id
        AND k.idempotency_key = e.idempotency_key`,
    );
  return {
    attempts: await sample(
      `kind = 'attempt' AND currency IS NOT NULL AND metadata IS NOT NULL
        AND provider_reference IS NOT NULL AND http_status IS NOT NULL`,
    ),
    system: await sample(
      "kind = 'system' AND reason IS NOT NULL AND customer_reference IS NOT NULL",
    ),
  };
}

/**
 * Every filter of a list with values of events.
 * @param {readonly Parameter[]} parameters of the list
 * @param {readonly Row[]} events
 * @returns {{ filter: string, queries: string[] }[]}
 */
export function filterQueries(parameters, events) {
  const filters = parameters.filter(
    ({ name, in: where }) => where === 'query' && !NO_FILTERS.includes(name),
  );
  return filters.map((parameter) => ({
    filter: parameter.name,
    queries: events.map((event, index) => query(parameter, event, index)),
  }));
}

/**
 * @param {Parameter} parameter
 * @param {Row} event
 * @param {number} index
 */
function query({ name, schema }, event, index) {
  if (name === 'metadata') {
    const [member] = Object.entries(JSON.parse(event.metadata ?? '{}'));
    return `metadata[${member?.[0]}]=${encodeURIComponent(String(member?.[1]))}`;
  }
  const { [name]: read = column(name) } = VALUES;
  const value = schema?.enum ? schema.enum[index % schema.enum.length] : read(event, index);
  if (!value) throw new Error(`nothing to filter by ${name} with`);
  return `${name}=${encodeURIComponent(value)}`;
}
