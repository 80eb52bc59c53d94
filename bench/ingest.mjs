import { LIMIT, OURS } from './contenders.mjs';
import { measureGrowth } from './growth.mjs';
import { measureMemory } from './memory.mjs';
import { startIngestParts } from './parts.mjs';
import { measureRates } from './rates.mjs';
import { atLeast, atMost, rateTable } from './report.mjs';

/**
 * @typedef {object} Size
 * @property {readonly number[]} connections the targets are for the first
 * @property {number} rounds
 * @property {number} warmUpSeconds
 * @property {number} seconds of each measure
 * @property {number} replayedKeys
 * @property {number} memoryKeys
 * @property {{ few: number, many: number }} stored
 * @property {{ rounds: number, warmUpKeys: number, keys: number }} growth
 */

/**
 * What a measurement works with.
 * @typedef {import('./parts.mjs').Parts & { size: Size, postgres: import('./postgres.mjs').Postgres,
 *   redisPort: number | undefined }} Bench `redisPort`: undefined where there is no Redis
 */

/** @typedef {import('./report.mjs').Target} Target */

/** @type {Size} */
const FULL = {
  connections: [32, 128],
  rounds: 3,
  warmUpSeconds: 1,
  seconds: 5,
  replayedKeys: 1000,
  memoryKeys: 1_000_000,
  stored: { few: 10_000, many: 5_000_000 },
  growth: { rounds: 7, warmUpKeys: 500_000, keys: 10_000 },
};

/** Only shows that everything works: nothing that it measures means anything. */
/** @type {Size} */
const QUICK = {
  connections: [8],
  rounds: 1,
  warmUpSeconds: 0.1,
  seconds: 0.3,
  replayedKeys: 50,
  memoryKeys: 2000,
  stored: { few: 200, many: 1000 },
  growth: { rounds: 1, warmUpKeys: 200, keys: 200 },
};

/**
 * The ingest against its peers and its limit.
 * @param {import('./parts.mjs').Parts} parts
 * @returns {Promise<{ figures: Record<string, unknown>, targets: Record<string, Target> }>}
 */
export async function measureIngest(parts) {
  const bench = {
    ...parts,
    ...(await startIngestParts(parts)),
    size: parts.quick ? QUICK : FULL,
  };
  const rates = await measureRates(bench);
  const memory = await measureMemory(bench);
  const growth = await measureGrowth(bench);
  for (const { connections, rows } of rates) {
    console.log(`\n${connections} connections\n${rateTable(rows)}\n`);
  }

  const [first] = rates;
  const newKeys = ratesOf(first?.rows ?? [], 'newKeys');
  const replays = ratesOf(first?.rows ?? [], 'replays');
  const peerReplays = [...replays].filter(([name]) => name !== OURS).map(([, rate]) => rate);
  const { few, many } = bench.size.stored;
  return {
    figures: {
      rates: Object.fromEntries(
        rates.map(({ connections, rows }) => [
          connections,
          Object.fromEntries(rows.map(({ name, ...row }) => [name, row])),
        ]),
      ),
      memory,
      growth,
    },
    targets: {
      newKeysToLimit: {
        what: 'new keys: ratio to the batched limit',
        ...atLeast(0.6, ratio(newKeys.get(OURS), newKeys.get(LIMIT))),
      },
      newKeysToExpress: {
        what: 'new keys: ratio to Express + node-idempotency on Redis',
        ...atLeast(3, ratio(newKeys.get(OURS), newKeys.get('express-node-idempotency-redis'))),
      },
      replaysToBestPeer: {
        what: 'replays: ratio to the best peer',
        ...atLeast(
          1.2,
          ratio(replays.get(OURS), peerReplays.length > 0 ? Math.max(...peerReplays) : undefined),
        ),
      },
      memoryGrowth: {
        what: `resident memory over ${memory.keys} new keys: ratio of the last fifth to the second`,
        ...atMost(1.15, memory.growth),
      },
      costGrowth: {
        what: `cost of a new key: ratio of ${many} stored to ${few} stored`,
        ...atMost(1.25, 'costRatio' in growth ? growth.costRatio : null),
      },
    },
  };
}

/**
 * @param {readonly import('./rates.mjs').Rate[]} rates
 * @param {'newKeys' | 'replays'} kind
 */
function ratesOf(rates, kind) {
  return new Map(
    rates.flatMap((row) => (row[kind] ? [/** @type {const} */ ([row.name, row[kind].rate])] : [])),
  );
}

/** @param {number | undefined} value @param {number | undefined} of */
function ratio(value, of) {
  return value === undefined || of === undefined ? null : value / of;
}
