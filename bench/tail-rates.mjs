import path from 'node:path';
import { fillOutbox, sealedEvents } from './backlog.mjs';
import { writeBothWritesScript } from './both-writes.mjs';
import { startOn } from './data-set.mjs';
import { BATCHED, measureLimit, samplePayment } from './limit.mjs';
import { median } from './median.mjs';
import { measureSustained, sealedRate, untilSealed } from './sustained.mjs';
import { until } from './until.mjs';

/** @typedef {import('./ledger.mjs').LedgerBench} LedgerBench */
/** @typedef {import('./data-set.mjs').DataSet} DataSet */
/** @typedef {import('./postgres.mjs').Session} Session */

/**
 * Rates are events a second; what could not be measured is undefined.
 * @typedef {object} TailRates
 * @property {{ events: number, rate: number }} drain
 * @property {{ rate: number, rounds: Awaited<ReturnType<typeof measureSustained>>[] }} sustained
 * @property {BothWrites | undefined} bothWrites undefined where there is no pgbench
 * @property {{ rate: number, events: number, p50Seconds: number, p99Seconds: number, maxSeconds: number }} lag
 */

/**
 * What pgbench does of both writes, payments a second: one a transaction from as many connections as
 * ours has, and as the batched limit sends them.
 * @typedef {{ single: number, batched: number }} BothWrites
 */

const SHARE_OF_SUSTAINED = 0.7;

/**
 * What the tail moves, alone and while the ingest is loaded, against pgbench that does both writes.
 * @param {LedgerBench} bench
 * @param {DataSet} copy to be written to
 * @returns {Promise<TailRates>}
 */
export async function measureTailRates(bench, copy) {
  const { postgres, database } = copy;
  const { load, size, say, countWrong } = bench;
  const sample = await sampleOf(bench, copy);
  const session = await postgres.connect(database);
  await makeBacklog(bench, copy, session, sample.outbox);
  const before = await sealedEvents(session);
  const instance = await startOn(copy, { tail: true });
  const drain = await measureDrain(bench, session, before);
  const loaded = { load, session, instance, connections: size.connections, countWrong };
  await untilSealed(session);
  const bothWrites = await bothWritesOf(bench, copy, sample);
  const timed = { warmUpSeconds: size.warmUpSeconds, seconds: size.seconds };
  await measureSustained(loaded, timed);

  /** @type {TailRates['sustained']['rounds']} */
  const rounds = [];
  /** @type {BothWrites[]} */
  const limits = [];
  for (let round = 1; round <= size.rounds; round += 1) {
    await untilSealed(session);
    if (bothWrites) {
      limits.push({ single: await bothWrites.single(), batched: await bothWrites.batched() });
    }
    await session.run('CHECKPOINT');
    const sustained = await measureSustained(loaded, timed);
    rounds.push(sustained);
    say(
      `round ${round}: ${sustained.sealedRate.toFixed()} new keys/s taken and sealed, pgbench ${limits.at(-1)?.single.toFixed()}, batched ${limits.at(-1)?.batched.toFixed()}`,
    );
  }
  const rate = median(rounds.map(({ sealedRate }) => sealedRate));
  await untilSealed(session);
  const lag = await measureLag(loaded, rate * SHARE_OF_SUSTAINED, size.lagSeconds);
  say(`lag at ${lag.rate.toFixed()} new keys/s: p99 ${lag.p99Seconds.toFixed(2)} s`);
  await session.end();
  await instance.end();
  return {
    drain,
    sustained: { rate, rounds },
    bothWrites: bothWrites && {
      single: median(limits.map(({ single }) => single)),
      batched: median(limits.map(({ batched }) => batched)),
    },
    lag,
  };
}

/**
 * A payment's rows, its event still in the outbox.
 * @param {LedgerBench} bench
 * @param {DataSet} copy
 */
async function sampleOf({ load, countWrong }, copy) {
  const instance = await startOn(copy, { tail: false });
  const { wrong } = await load.run({
    ...instance.target,
    connections: 1,
    keys: 'new',
    requests: 1,
  });
  countWrong('sample', wrong);
  await instance.end();
  return samplePayment(copy.postgres, copy.database);
}

/**
 * Of a merchant that has no events yet: all records of its stream are the tail's own, and are exported
 * and verified later.
 * @param {LedgerBench} bench
 * @param {DataSet} copy
 * @param {Session} session
 * @param {Record<string, string | null>} sample of the outbox
 */
async function makeBacklog({ size, say }, copy, session, sample) {
  const { postgres, database } = copy;
  const [empty] = await session.run(
    `SELECT merchant_id FROM merchants m
    WHERE NOT EXISTS (SELECT FROM ledger_heads h WHERE h.merchant_id = m.merchant_id)`,
  );
  say(`backlog: ${size.backlog} events`);
  await fillOutbox(postgres, database, sample, String(empty?.merchant_id), size.backlog);
  await session.run('VACUUM ANALYZE outbox');
  await session.run('CHECKPOINT');
}

/**
 * @param {LedgerBench} bench
 * @param {Session} session
 * @param {number} before how many events the log had without the backlog
 */
async function measureDrain({ size, say }, session, before) {
  /** @type {import('./sustained.mjs').Look[]} */
  const looks = [];
  await until('the backlog is sealed', async () => {
    const sealed = (await sealedEvents(session)) - before;
    if (sealed > 0) looks.push({ atMs: performance.now(), sealed });
    return sealed >= size.backlog;
  });
  const rate = sealedRate(looks);
  say(`backlog: drained at ${rate.toFixed()} events/s`);
  return { events: size.backlog, rate };
}

/**
 * @param {LedgerBench} bench
 * @param {DataSet} copy
 * @param {import('./limit.mjs').PaymentRows} sample
 */
async function bothWritesOf({ pgbench, folder, size }, { postgres, database }, sample) {
  if (pgbench === undefined) return undefined;
  const [event] = await postgres.run(
    database,
    `SELECT * FROM events WHERE merchant_id = '${sample.outbox.merchant_id}'
      AND event_id = '${sample.outbox.event_id}'`,
  );
  if (event === undefined) throw new Error('a payment left no event in the log');
  /** @param {string} name @param {import('./limit.mjs').Shape} shape */
  const measure = (name, shape) => {
    const file = path.join(folder, `both-writes-${name}.sql`);
    const script = writeBothWritesScript(sample, event, shape, file);
    return async () => {
      // Each measure begins with no page in the write-ahead log yet: whole pages cost the most.
      await postgres.run(database, 'CHECKPOINT');
      return await measureLimit(postgres, database, { pgbench, script, seconds: size.seconds });
    };
  };
  return {
    single: measure('single', { rows: 1, clients: size.connections }),
    batched: measure('batched', BATCHED),
  };
}

/**
 * How long after it happened an event is in the log.
 * @param {import('./sustained.mjs').Loaded} loaded
 * @param {number} rate
 * @param {number} seconds
 */
async function measureLag(loaded, rate, seconds) {
  const { session } = loaded;
  const [since] = await session.run('SELECT now() AS at');
  const measured = await measureSustained(loaded, { warmUpSeconds: 0, seconds, rate });
  await untilSealed(session);
  const [row] = await session.run(
    `SELECT count(*) AS events, max(lag) AS max,
      percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY lag) AS lags
    FROM (SELECT extract(epoch FROM recorded_at - occurred_at)::float8 AS lag FROM events
      WHERE kind = 'attempt' AND source = 'ingest' AND occurred_at > '${since?.at}'
      AND recorded_at > '${since?.at}') AS e`,
  );
  const [p50, p99] = String(row?.lags).replace(/[{}]/g, '').split(',').map(Number);
  return {
    rate: measured.takenRate,
    events: Number(row?.events),
    p50Seconds: p50 ?? Number.NaN,
    p99Seconds: p99 ?? Number.NaN,
    maxSeconds: Number(row?.max),
  };
}
