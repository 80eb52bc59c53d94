import path from 'node:path';
import { median } from './median.mjs';
import { Onceover } from './onceover.mjs';
import { endProcess } from './processes.mjs';

/** @typedef {import('./ingest.mjs').Bench} Bench */

const SAMPLES = 100;
const FIFTH = SAMPLES / 5;

/**
 * Resident memory of a fresh instance while it takes new keys. The first fifth warms it up.
 * @param {Bench} bench
 * @returns {Promise<{ keys: number, rate: number, secondFifthMib: number, lastFifthMib: number, growth: number }>}
 */
export async function measureMemory(bench) {
  const { postgres, load, size } = bench;
  const database = 'memory';
  await postgres.createDatabase(database);
  const instance = await Onceover.start(postgres.url(database), path.join(bench.folder, database));
  bench.say(`memory: ${size.memoryKeys} new keys`);
  /** @type {Promise<number>[]} */
  const samples = [];
  const { rate, wrong } = await load.run(
    {
      ...instance.target,
      connections: size.connections[0] ?? 1,
      keys: 'new',
      requests: size.memoryKeys,
      progressEvery: size.memoryKeys / SAMPLES,
    },
    () => samples.push(instance.residentMib()),
  );
  bench.countWrong('memory', wrong);
  const residentMib = await Promise.all(samples);
  await endProcess(instance.server);
  await postgres.dropDatabase(database);
  const secondFifthMib = median(residentMib.slice(FIFTH, 2 * FIFTH));
  const lastFifthMib = median(residentMib.slice(-FIFTH));
  return {
    keys: size.memoryKeys,
    rate,
    secondFifthMib,
    lastFifthMib,
    growth: lastFifthMib / secondFifthMib,
  };
}
