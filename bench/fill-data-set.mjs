import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** @typedef {import('./postgres.mjs').Postgres} Postgres */

/**
 * @typedef {object} Filling
 * @property {Postgres} postgres
 * @property {string} database migrated, without any event
 * @property {number} events
 * @property {string} emptyApiKey
 * @property {(text: string) => void} say
 */

const SQL = path.join(import.meta.dirname, 'data-set');
const DAYS = 30;
const SESSIONS = 2;
const ROWS_A_STATEMENT = 250_000;
/** A stream's events are a multiple of it (data-set/steps/tree.sql). */
const SUBTREE = 16;
/** One merchant, the first one of every instance, has most; the last one none. */
const SHARES = [0.7, 0.12, 0.07, 0.04, 0.03, 0.02, 0.015, 0.005, 0];
/** Without these they are filled several times as fast. */
const FILLED_UNINDEXED = ['key_history', 'payments', 'key_tombstones', 'event_blocks'];
/** Each list at once, one after the other. */
const STEPS = [
  ['minutes.sql', 'others.sql'],
  ['refused-keys.sql', 'traffic.sql', 'event-blocks.sql', 'tree.sql'],
  [
    'key-places.sql',
    'tombstones.sql',
    'live-keys.sql',
    'generations.sql',
    'expiries.sql',
    'exports.sql',
  ],
];

/**
 * Fills the log and all that is made from it, each table by set-based statements of two sessions.
 * @param {Filling} filling
 */
export async function fillDataSet(filling) {
  const { postgres, database, say } = filling;
  const run = (/** @type {string} */ sql) => postgres.run(database, sql);
  const [first = [], ...further] = STEPS;
  await run(
    `SET check_function_bodies = off; ${['functions', 'events', 'keys'].map(sqlOf).join('\n')}`,
  );
  await addMerchants(filling);
  const months = await addPartitions(run);
  const slices = await slicesOf(run);

  say('data set: the log');
  await inSessions(slices.map((slice) => () => run(`SELECT bench.fill_events(${slice})`)));
  say('data set: the indexes of the log');
  for (const month of months) await run(attachStatement(month));
  await run('ANALYZE events');
  await inSessions(first.map((step) => () => run(stepOf(step))));
  say('data set: keys and payments');
  const indexes = await dropIndexes(run);
  await inSessions(
    ['fill_keys', 'fill_payments'].flatMap((fill) =>
      slices.map((slice) => () => run(`SELECT bench.${fill}(${slice})`)),
    ),
  );
  say('data set: read models');
  for (const steps of further) await inSessions(steps.map((step) => () => run(stepOf(step))));
  say('data set: the other indexes');
  await inSessions(indexes.map((index) => () => run(index)));
  await run('DROP SCHEMA bench CASCADE');
  const tables = await run(`SELECT quote_ident(relname) AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY pg_relation_size(oid) DESC`);
  await inSessions(
    tables.map(
      ({ name }) =>
        () =>
          run(`VACUUM (ANALYZE) ${name}`),
    ),
  );
  await run('ANALYZE events');
}

/** @typedef {(sql: string) => Promise<Record<string, string | null>[]>} Run */

/** @param {string} name */
function sqlOf(name) {
  return readFileSync(path.join(SQL, `${name}.sql`), 'utf8');
}

/** @param {string} file */
function stepOf(file) {
  return readFileSync(path.join(SQL, 'steps', file), 'utf8');
}

/**
 * As many at once as there are sessions.
 * @param {readonly (() => Promise<unknown>)[]} jobs
 */
async function inSessions(jobs) {
  const left = jobs.values();
  const session = async () => {
    for (const job of left) await job();
  };
  await Promise.all(Array.from({ length: SESSIONS }, session));
}

/** @param {Filling} filling */
async function addMerchants({ postgres, database, events, emptyApiKey }) {
  const secretHash = createHash('sha256').update(emptyApiKey).digest('hex');
  const further = SHARES.slice(1).map((share) => Math.floor((events * share) / SUBTREE) * SUBTREE);
  const first = events - further.reduce((sum, count) => sum + count, 0);
  const counts = [first, ...further].map((count, index) => `(${index + 1}, ${count})`);
  await postgres.run(
    database,
    `INSERT INTO bench.span VALUES (date_trunc('second', now()) - ${DAYS} * interval '1 day', ${DAYS});
    INSERT INTO bench.merchants
    SELECT format('00000000-0000-7000-8000-%s', lpad(number::text, 12, '0'))::uuid, number, events
    FROM (VALUES ${counts.join(', ')}) AS shares(number, events);
    INSERT INTO merchants (merchant_id, name)
    SELECT merchant_id, 'merchant ' || number FROM bench.merchants ON CONFLICT DO NOTHING;
    INSERT INTO api_keys (merchant_id, api_key_id, name, prefix, secret_hash, scopes)
    SELECT merchant_id, uuidv7(), 'bench', 'sha256:${secretHash.slice(0, 12)}', '\\x${secretHash}',
      ARRAY['ingest', 'read', 'export', 'admin'] FROM bench.merchants WHERE events = 0`,
  );
}

/**
 * Partitions that are no part of the log yet.
 * @param {Run} run
 * @returns {Promise<Month[]>}
 *
 * @typedef {{ name: string, from: string, to: string }} Month
 */
async function addPartitions(run) {
  const months = await run(
    `SELECT 'events_' || to_char(month, 'YYYY_MM') AS name, month::text AS from,
      (month + interval '1 month')::text AS to
    FROM bench.span, generate_series(date_trunc('month', begins_at, 'UTC'),
      begins_at + (days + 1) * interval '1 day', interval '1 month') AS month`,
  );
  for (const { name, from, to } of months) {
    await run(
      `CREATE TABLE bench.${name} PARTITION OF bench.events FOR VALUES FROM ('${from}') TO ('${to}')`,
    );
  }
  return /** @type {Month[]} */ (months);
}

/** @param {Month} month its partition takes the place of the empty one; its indexes are made */
function attachStatement({ name, from, to }) {
  return `DROP TABLE IF EXISTS ${name};
    ALTER TABLE bench.events DETACH PARTITION bench.${name};
    ALTER TABLE bench.${name} SET SCHEMA public;
    ALTER TABLE events ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`;
}

/**
 * @param {Run} run
 * @returns {Promise<string[]>} arguments of the statements that fill: a merchant, and which events
 */
async function slicesOf(run) {
  const merchants = await run(
    'SELECT m::text AS row, events FROM bench.merchants m ORDER BY number',
  );
  return merchants.flatMap(({ row, events }) => {
    const count = Number(events);
    const starts = Array.from(
      { length: Math.ceil(count / ROWS_A_STATEMENT) },
      (_, index) => index * ROWS_A_STATEMENT,
    );
    return starts.map((start) => {
      const last = Math.min(count, start + ROWS_A_STATEMENT) - 1;
      return `'${row}'::bench.merchants, ${start}, ${last}`;
    });
  });
}

/**
 * @param {Run} run
 * @returns {Promise<string[]>} the statements that make them again
 */
async function dropIndexes(run) {
  const tables = FILLED_UNINDEXED.map((name) => `'${name}'`).join(', ');
  const indexes = await run(
    `SELECT i.relname AS name, t.relname AS table, pg_get_indexdef(i.oid) AS index,
      c.conname AS constraint, pg_get_constraintdef(c.oid) AS definition
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.contype = 'p'
    WHERE t.relname IN (${tables}) AND NOT EXISTS (SELECT FROM pg_constraint f
      WHERE f.conindid = i.oid AND f.contype = 'f')
    ORDER BY c.conname NULLS LAST`,
  );
  for (const { name, table, constraint } of indexes) {
    await run(
      constraint ? `ALTER TABLE ${table} DROP CONSTRAINT ${constraint}` : `DROP INDEX ${name}`,
    );
  }
  return indexes.map(({ table, index, constraint, definition }) =>
    constraint ? `ALTER TABLE ${table} ADD CONSTRAINT ${constraint} ${definition}` : `${index}`,
  );
}
