import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  arraysStatement,
  measureLimit,
  samplePayment,
  textsOf,
  writeLimitScript,
} from './limit.mjs';
import { Onceover } from './onceover.mjs';
import { isPeerInstalled, PEERS, startPeer } from './peers.mjs';
import { freePort, startProcess, untilReady } from './processes.mjs';
import { firstLine } from './programs.mjs';
import { accepts } from './redis.mjs';

/** @typedef {import('./ingest.mjs').Bench} Bench */
/** @typedef {{ rate: number, p50Ms?: number, p99Ms?: number, wrong?: Record<string, number> }} Measure */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string | undefined} [notMeasured] why not
 * @property {(connections: number) => Promise<Measure>} [newKeys] one round of it
 * @property {(connections: number) => Promise<Measure>} [replays]
 */

export const LIMIT = 'batched limit (pgbench)';
export const OURS = 'onceover';
const BARE = 'bare node:http, group commit';

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
  const contenders = [await batchedLimit(bench, database), await bareServer(bench, database), ours];
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
 * What a server of node:http reaches when nothing is decided.
 * @param {Bench} bench
 * @param {string} sampleDatabase where one of our payments can be seen
 * @returns {Promise<Contender>}
 */
async function bareServer(bench, sampleDatabase) {
  const { postgres, folder } = bench;
  const database = 'bare_server';
  const sample = await samplePayment(postgres, sampleDatabase);
  await postgres.createTables(database);
  const job = path.join(folder, 'bare-server.json');
  writeFileSync(job, JSON.stringify({ text: arraysStatement(sample), ...textsOf(sample) }));
  const port = await freePort();
  const program = path.join(import.meta.dirname, 'bare-server.mjs');
  const server = startProcess(process.execPath, [
    program,
    String(port),
    postgres.url(database),
    job,
  ]);
  await untilReady(server, () => accepts(port), BARE);
  const target = { port, path: '/payments', headers: {}, marker: 'idempotent-replayed: true' };
  const { name, newKeys } = await underLoad(bench, BARE, target);
  return { name, newKeys };
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
 * @returns {Promise<Required<Pick<Contender, 'name' | 'newKeys' | 'replays'>>>}
 */
async function underLoad({ load, size, say }, name, target) {
  say(`warm-up: ${name}`);
  const [connections = 1] = size.connections;
  const list = Array.from({ length: size.replayedKeys }, () => randomUUID());
  const timed = { ...target, warmUpSeconds: size.warmUpSeconds, seconds: size.seconds };
  await load.run({ ...target, connections, keys: 'new', seconds: size.warmUpSeconds });
  await load.run({ ...target, connections, keys: 'each', list });
  return {
    name,
    newKeys: (connections) => load.run({ ...timed, connections, keys: 'new' }),
    replays: (connections) => load.run({ ...timed, connections, keys: 'draw', list }),
  };
}
