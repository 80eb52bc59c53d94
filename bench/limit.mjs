import { writeFileSync } from 'node:fs';
import { runCommand } from './processes.mjs';

/** @typedef {import('./postgres.mjs').Postgres} Postgres */

/**
 * How pgbench sends: payments a transaction, and connections.
 * @typedef {{ rows: number, clients: number }} Shape
 */

/** The batched limit. @type {Shape} */
export const BATCHED = { rows: 16, clients: 2 };
/** pgbench's threads: as many as there are cores. */
const JOBS = 2;

/** The tables that one payment writes, and what differs from row to row, as SQL on `input`. */
export const TABLES = {
  idempotency_keys: {
    idempotency_key: 'key',
    executor_id: 'request_id',
    response_body: 'response',
    created_at: 'at',
    expires_at: "at + interval '24 hours'",
  },
  payments: {
    payment_id: 'payment_id',
    request_id: 'request_id',
    customer_reference: "'cus_' || left(key, 4)",
    order_reference: "'ord_' || left(key, 8)",
    created_at: 'at',
  },
  outbox: { event_id: 'request_id', occurred_at: 'at', record: 'CAST(record AS json)' },
  evidence: {
    event_id: 'request_id',
    body: 'request',
    kept_until: "at + interval '13 months'",
  },
};

/** What a payment brings along in text: its answer, its event and its canonical request. */
const TEXTS = ['response', 'record', 'request'];

/**
 * One row of each table, as a real payment wrote it: what is loaded in bulk has the same size.
 * @typedef {Record<keyof typeof TABLES, Record<string, string | null>>} PaymentRows
 */

/**
 * @param {Postgres} postgres
 * @param {string} database
 * @returns {Promise<PaymentRows>}
 */
export async function samplePayment(postgres, database) {
  const find = async (/** @type {string} */ table, /** @type {string} */ condition) => {
    const [row] = await postgres.run(database, `SELECT * FROM ${table} WHERE ${condition} LIMIT 1`);
    if (row === undefined) throw new Error(`a payment left no row in ${table}`);
    return row;
  };
  const evidence = await find('evidence', "part = 'request'");
  const id = evidence.event_id;
  return {
    idempotency_keys: await find('idempotency_keys', `executor_id = '${id}'`),
    payments: await find('payments', `request_id = '${id}'`),
    outbox: await find('outbox', `event_id = '${id}'`),
    evidence,
  };
}

const RANDOM_KEY = 'CAST(gen_random_uuid() AS text)';

/**
 * A statement without its last part: it stores payments, and decides nothing, as many as `rows` has.
 * @param {PaymentRows} sample
 * @param {string} rows SQL: rows of a key and the texts that a payment brings along (TEXTS)
 */
function insertPayments(sample, rows) {
  const parts = Object.entries(TABLES).map(([table, differing]) => {
    const row = sample[/** @type {keyof typeof TABLES} */ (table)];
    // Who stores a key once cannot do less than this.
    const once = table === 'idempotency_keys' ? 'ON CONFLICT DO NOTHING' : '';
    return `into_${table} AS (${insertInto(table, row, differing)} ${once})`;
  });
  return `WITH input AS MATERIALIZED (
    SELECT key, uuidv7() AS request_id, uuidv7() AS payment_id, clock_timestamp() AS at,
      ${TEXTS.join(', ')}
    FROM (${rows}) AS sent(key, ${TEXTS.join(', ')})
  ), ${parts.join(', ')}`;
}

/**
 * Rows like `row`, one for each of `input`.
 * @param {string} table
 * @param {Readonly<Record<string, string | null>>} row
 * @param {Readonly<Record<string, string>>} differing SQL of the columns that are not as in `row`
 */
export function insertInto(table, row, differing) {
  const values = Object.entries(row).map(([column, value]) => differing[column] ?? literal(value));
  return `INSERT INTO ${table} (${Object.keys(row).join(', ')}) SELECT ${values.join(', ')} FROM input`;
}

/**
 * Stores so many payments at once.
 * @param {PaymentRows} sample
 * @param {number} count
 */
export function fillStatement(sample, count) {
  const texts = Object.values(textsOf(sample)).map(literal);
  const rows = `SELECT ${[RANDOM_KEY, ...texts].join(', ')} FROM generate_series(1, ${count})`;
  return `${insertPayments(sample, rows)} SELECT`;
}

/** @param {PaymentRows} sample @returns {Record<string, string>} */
export function textsOf({ idempotency_keys, outbox, evidence }) {
  return {
    response: String(idempotency_keys.response_body),
    record: String(outbox.record),
    request: String(evidence.body),
  };
}

/**
 * What this PostgreSQL stores for pgbench, which sends so many payments a transaction. Their texts
 * travel as parameters, as they must for anybody who stores what others sent.
 * @param {Postgres} postgres
 * @param {string} database with our tables
 * @param {{ pgbench: string, script: LimitScript, seconds: number }} options
 * @returns {Promise<number>} payments a second
 */
export async function measureLimit(postgres, database, { pgbench, script, seconds }) {
  const { rows, clients } = script.shape;
  const variables = Object.entries(script.variables).flatMap(([name, value]) => [
    '--define',
    `${name}=${value}`,
  ]);
  const output = await runCommand(pgbench, [
    ...['--host', '127.0.0.1', '--port', String(postgres.port), '--username', postgres.owner],
    ...['--file', script.file, ...variables, '--protocol', 'prepared', '--no-vacuum'],
    ...['--client', String(clients), '--jobs', String(JOBS), '--time', wholeSeconds(seconds)],
    database,
  ]);
  const transactions = /tps = ([\d.]+)/.exec(output)?.[1];
  if (transactions === undefined) throw new Error(`pgbench said no rate: ${output}`);
  return Number(transactions) * rows;
}

/** @typedef {{ file: string, variables: Record<string, string>, shape: Shape }} LimitScript */

/**
 * @param {PaymentRows} sample
 * @param {string} file
 * @returns {LimitScript}
 */
export function writeLimitScript(sample, file) {
  writeFileSync(file, `${insertBatch(sample, BATCHED.rows)} SELECT;\n`);
  return { file, variables: textsOf(sample), shape: BATCHED };
}

/** @param {PaymentRows} sample @param {number} rows */
export function insertBatch(sample, rows) {
  // Each mention of a variable is a parameter of its own.
  const texts = TEXTS.map((name) => `CAST(:${name} AS text)`);
  const row = `(${[RANDOM_KEY, ...texts].join(', ')})`;
  return insertPayments(sample, `VALUES ${Array(rows).fill(row).join(', ')}`);
}

/**
 * Stores as many payments as its four parameters have: arrays of keys and of each of TEXTS.
 * @param {PaymentRows} sample
 */
export function arraysStatement(sample) {
  const arrays = ['key', ...TEXTS].map((_, index) => `CAST($${index + 1} AS text[])`);
  return `${insertPayments(sample, `SELECT * FROM unnest(${arrays.join(', ')})`)} SELECT`;
}

/** pgbench knows no others. @param {number} seconds */
const wholeSeconds = (seconds) => String(Math.max(1, Math.round(seconds)));

/** @param {string | null} value */
function literal(value) {
  if (value === null) return 'NULL';
  // pgbench takes a colon for the start of a variable's name.
  const escaped = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll(':', '\\x3a');
  return `E'${escaped}'`;
}
