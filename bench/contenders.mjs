import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { measureLimit, samplePayment, writeLimitScript } from './limit.mjs';
import { Onceover } from './onceover.mjs';
import { isPeerInstalled, PEERS, startPeer } from './peers.mjs';
import { firstLine } from './programs.mjs';

/** @typedef {import('./ingest.mjs').Bench} Bench */
/** @typedef {{ rate: number, p50Ms?: number, p99Ms?: number, wrong?: Record<string, number> }} Measure */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string | undefined} [notMeasured] why not
 * @property {() => Promise<Measure>} [newKeys] one round of it
 * @property {() => Promise<Measure>} [replays]
 */

export const LIMIT = 'batched limit (pgbench)';
export const OURS = 'onceover';

/**
 * Starts and warms up everybody; a contender that cannot be had says why.
 * @param {Bench} bench
 * @returns {Promise<Contender[]>}
 */
export async function startContenders(bench) {
  const database = 'onceover';
  await bench.postgres.createDatabase(database);
  const { target } = await Onceover.start(
    bench.postgres.url(database),
    path.join(bench.folder, 'onceover'),
  );
  const ours = await underLoad(bench, OURS, target);
  const contenders = [await batchedLimit(bench, database), ours];
  for (const [index, peer] of PEERS.entries()) {
    contenders.push(await startContender(bench, peer, index));
  }
  return contenders;
}

/**
 * What this PostgreSQL stores when nothing is decided.
 * @param {Bench} bench
 * @param {string} sampleDatabase where one of our payments can be seen
 * @returns {Promise<Contender>}
 */
async function batchedLimit({ postgres, pgbench, folder, size }, sampleDatabase) {
  if (pgbench === undefined) return { name: LIMIT, notMeasured: 'no pgbench here' };
  const database = 'batched_limit';
  const sample = await samplePayment(postgres, sampleDatabase);
  const script = writeLimitScript(sample, path.join(folder, 'limit.sql'));
  await postgres.createTables(database);
  const measure = (/** @type {number} */ seconds) =>
    measureLimit(postgres, database, { pgbench, script, seconds });
  await measure(size.warmUpSeconds);
  return { name: LIMIT, newKeys: async () => ({ rate: await measure(size.seconds) }) };
}

/**
 * @param {Bench} bench
 * @param {import('./peers.mjs').Peer} peer
 * @param {number} index its database within Redis
 * @returns {Promise<Contender>}
 */
async function startContender(bench, peer, index) {
  const { name } = peer;
  if (bench.redisPort === undefined) return { name, notMeasured: 'no redis-server here' };
  if (!isPeerInstalled(peer)) return { name, notMeasured: `no package ${peer.needs} here` };
  try {
    const database = name.replaceAll('-', '_');
    await bench.postgres.createTables(database);
    const port = await startPeer(
      peer,
      bench.postgres.url(database),
      `redis://127.0.0.1:${bench.redisPort}/${index}`,
    );
    const target = { port, path: '/payments', headers: {}, marker: peer.marker };
    return await underLoad(bench, name, target);
  } catch (error) {
    return { name, notMeasured: firstLine(error) };
  }
}

/**
 * Warms up, and stores the keys that are replayed later.
 * @param {Bench} bench
 * @param {string} name
 * @param {{ port: number, path: string, headers: Record<string, string>, marker: string }} target
 * @returns {Promise<Contender>}
 */
async function underLoad({ load, size, say }, name, target) {
  say(`warm-up: ${name}`);
  const base = { ...target, connections: size.connections };
  const list = Array.from({ length: size.replayedKeys }, () => randomUUID());
  const timed = { ...base, warmUpSeconds: size.warmUpSeconds, seconds: size.seconds };
  await load.run({ ...base, keys: 'new', seconds: size.warmUpSeconds });
  await load.run({ ...base, keys: 'each', list });
  return {
    name,
    newKeys: () => load.run({ ...timed, keys: 'new' }),
    replays: () => load.run({ ...timed, keys: 'draw', list }),
  };
}
