import { startContenders } from './contenders.mjs';
import { median } from './median.mjs';

/** @typedef {import('./ingest.mjs').Bench} Bench */
/** @typedef {import('./contenders.mjs').Contender} Contender */
/** @typedef {import('./contenders.mjs').Measure} Measure */

/**
 * @typedef {object} Rate medians over the rounds
 * @property {string} name
 * @property {string} [notMeasured] why not
 * @property {Measure} [newKeys]
 * @property {Measure} [replays]
 */

/**
 * New keys and replays of every contender and the batched limit, in interleaved rounds, so that
 * whatever else the machine does meets each alike.
 * @param {Bench} bench
 * @returns {Promise<{ connections: number, rows: Rate[] }[]>}
 */
export async function measureRates(bench) {
  const contenders = await startContenders(bench);
  const rates = [];
  for (const connections of bench.size.connections) {
    rates.push({ connections, rows: await measureRounds(bench, contenders, connections) });
  }
  return rates;
}

/**
 * @param {Bench} bench
 * @param {readonly Contender[]} contenders
 * @param {number} connections
 * @returns {Promise<Rate[]>}
 */
async function measureRounds(bench, contenders, connections) {
  /** @type {Map<string, { newKeys: Measure[], replays: Measure[] }>} */
  const rounds = new Map(contenders.map(({ name }) => [name, { newKeys: [], replays: [] }]));
  for (let round = 1; round <= bench.size.rounds; round += 1) {
    for (const kind of /** @type {const} */ (['newKeys', 'replays'])) {
      for (const contender of contenders) {
        const measure = await contender[kind]?.(connections);
        if (measure === undefined) continue;
        rounds.get(contender.name)?.[kind].push(measure);
        const what = kind === 'newKeys' ? 'new keys' : 'replays';
        const load = `${connections} connections, round ${round}`;
        bench.say(`${load}: ${contender.name}: ${Math.round(measure.rate)} ${what}/s`);
        if (measure.wrong) bench.countWrong(contender.name, measure.wrong);
      }
    }
  }
  return contenders.map(({ name, notMeasured }) => {
    const { newKeys = [], replays = [] } = rounds.get(name) ?? {};
    return {
      name,
      ...(notMeasured !== undefined && { notMeasured }),
      ...(newKeys.length > 0 && { newKeys: medians(newKeys) }),
      ...(replays.length > 0 && { replays: medians(replays) }),
    };
  });
}

/**
 * @param {readonly Measure[]} measures
 * @returns {Measure}
 */
function medians(measures) {
  const rate = median(measures.map((measure) => measure.rate));
  const latencies = (/** @type {'p50Ms' | 'p99Ms'} */ name) =>
    measures.flatMap((measure) => measure[name] ?? []);
  if (latencies('p50Ms').length === 0) return { rate };
  return { rate, p50Ms: median(latencies('p50Ms')), p99Ms: median(latencies('p99Ms')) };
}
