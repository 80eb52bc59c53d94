import { statfsSync } from 'node:fs';
import path from 'node:path';
import { fillStatement, samplePayment, TABLES } from './limit.mjs';
import { median } from './median.mjs';
import { Onceover } from './onceover.mjs';
import { endProcess } from './processes.mjs';

/** @typedef {import('./ingest.mjs').Bench} Bench */
/** @typedef {import('./limit.mjs').PaymentRows} PaymentRows */

const ROWS_A_STATEMENT = 50_000;
const LOADERS = 2;
// A payment with its indexes takes about 2.2 kB, and the write-ahead log comes on top.
const BYTES_A_PAYMENT = 4000;

/**
 * What a new key costs with many keys stored, against few. Both databases are measured in turns,
 * in the middle of a checkpoint cycle: the first write to each page after a checkpoint logs the
 * whole page, which right after one would be all that a big index shows. A cycle of 8 GB of
 * write-ahead log is some 1.4 million keys; the pages of the indexes in random order have been
 * written after the first 500,000 of them.
 * @param {Bench} bench
 * @returns {Promise<{ notMeasured: string } | { few: number, many: number, fewRate: number, manyRate: number, costRatio: number }>}
 */
export async function measureGrowth(bench) {
  const { size } = bench;
  const { few, many } = size.stored;
  const free = statfsSync(bench.folder);
  if (free.bavail * free.bsize < many * BYTES_A_PAYMENT) {
    return { notMeasured: `less than ${(many * BYTES_A_PAYMENT) / 1e9} GB of disk free` };
  }
  const small = await Stored.start(bench, 'few_stored');
  const big = await Stored.start(bench, 'many_stored');
  bench.say(`growth: storing ${many} payments`);
  await big.fill(many);
  await small.fill(few);
  await bench.postgres.run('postgres', 'CHECKPOINT');
  await big.newKeys(size.growth.warmUpKeys);
  await small.newKeys(size.growth.warmUpKeys);

  /** @type {number[]} */
  const fewRates = [];
  /** @type {number[]} */
  const manyRates = [];
  for (let round = 1; round <= size.growth.rounds; round += 1) {
    await small.fill(few);
    fewRates.push(await small.newKeys(size.growth.keys));
    manyRates.push(await big.newKeys(size.growth.keys));
    bench.say(
      `growth: round ${round}: ${fewRates.at(-1)?.toFixed()} and ${manyRates.at(-1)?.toFixed()} new keys/s`,
    );
  }
  await small.end();
  await big.end();
  const [fewRate, manyRate] = [median(fewRates), median(manyRates)];
  return { few, many, fewRate, manyRate, costRatio: fewRate / manyRate };
}

/** An instance of ours on a database that holds so many payments. */
class Stored {
  #bench;
  #database;
  #instance;
  #sample;

  /**
   * @param {Bench} bench
   * @param {string} database
   * @param {Onceover} instance
   * @param {PaymentRows} sample
   */
  constructor(bench, database, instance, sample) {
    this.#bench = bench;
    this.#database = database;
    this.#instance = instance;
    this.#sample = sample;
  }

  /**
   * @param {Bench} bench
   * @param {string} database
   */
  static async start(bench, database) {
    const { postgres, load, folder } = bench;
    await postgres.createDatabase(database);
    const instance = await Onceover.start(postgres.url(database), path.join(folder, database));
    await load.run({ ...instance.target, connections: 1, keys: 'new', requests: 1 });
    return new Stored(bench, database, instance, await samplePayment(postgres, database));
  }

  /**
   * Stores exactly so many payments, in all tables that a payment writes.
   * @param {number} payments
   */
  async fill(payments) {
    const { postgres } = this.#bench;
    const tables = Object.keys(TABLES).join(', ');
    await postgres.run(this.#database, `TRUNCATE ${tables} CASCADE`);
    let left = payments;
    const loader = async () => {
      while (left > 0) {
        const rows = Math.min(left, ROWS_A_STATEMENT);
        left -= rows;
        await postgres.run(
          this.#database,
          `SET synchronous_commit = off; ${fillStatement(this.#sample, rows)}`,
        );
      }
    };
    await Promise.all(Array.from({ length: LOADERS }, loader));
    await postgres.run(this.#database, `VACUUM ANALYZE ${tables}`);
  }

  /**
   * @param {number} requests
   * @returns {Promise<number>} new keys a second
   */
  async newKeys(requests) {
    const { load, size } = this.#bench;
    const { rate, wrong } = await load.run({
      ...this.#instance.target,
      connections: size.connections[0] ?? 1,
      keys: 'new',
      requests,
    });
    this.#bench.countWrong(this.#database, wrong);
    return rate;
  }

  async end() {
    await endProcess(this.#instance.server);
    await this.#bench.postgres.dropDatabase(this.#database);
  }
}
