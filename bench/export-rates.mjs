import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/bundle.mjs';
import { ApiClient } from './api-client.mjs';
import { startOn } from './data-set.mjs';
import { median } from './median.mjs';
import { startProcess } from './processes.mjs';
import { until } from './until.mjs';

/** @typedef {import('./ledger.mjs').LedgerBench} LedgerBench */
/** @typedef {import('./data-set.mjs').DataSet} DataSet */

/**
 * Rates are rows a second.
 * @typedef {object} ExportRates
 * @property {number} rows
 * @property {number} bytes
 * @property {number} rate from asking for it to the last byte
 * @property {number} downloadRate of the download alone
 * @property {number | undefined} psqlRate undefined where there is no psql
 * @property {number} idleMib resident memory of the instance before
 * @property {number} highestMib
 * @property {number} differing exports whose two downloads, or what the API says of them, differed
 */

const SAMPLE_MS = 50;
const IDLE_SAMPLES = 20;

/**
 * The data file of all attempts of the merchant that had no events, whose records the tail has
 * sealed; psql copies the same rows before.
 * @param {LedgerBench} bench
 * @param {DataSet} copy
 * @returns {Promise<ExportRates>}
 */
export async function measureExport(bench, copy) {
  const { folder, size, say } = bench;
  const file = path.join(folder, 'export.csv');
  /** @type {number[]} */
  const psqlRates = [];
  /** @type {Awaited<ReturnType<typeof exportOnce>>[]} */
  const rounds = [];
  for (let round = 1; round <= size.exportRounds; round += 1) {
    // A fresh one each time: what it exported before would be made into a bundle meanwhile.
    const instance = await startOn(copy, { tail: true });
    const psqlRate = await copyWithPsql(bench, copy, file);
    if (psqlRate !== undefined) psqlRates.push(psqlRate);
    const exported = await exportOnce(instance, copy, file);
    rounds.push(exported);
    await instance.end();
    say(`export: ${exported.rate.toFixed()} rows/s, psql ${psqlRate?.toFixed()}`);
  }
  rmSync(file, { force: true });
  const of = (/** @type {'rate' | 'downloadRate' | 'idleMib'} */ name) =>
    median(rounds.map((each) => each[name]));
  return {
    rows: rounds[0]?.rows ?? 0,
    bytes: rounds[0]?.bytes ?? 0,
    rate: of('rate'),
    downloadRate: of('downloadRate'),
    psqlRate: psqlRates.length > 0 ? median(psqlRates) : undefined,
    idleMib: of('idleMib'),
    highestMib: Math.max(...rounds.map(({ highestMib }) => highestMib)),
    differing: rounds.filter(({ sameBytes }) => !sameBytes).length,
  };
}

/**
 * @param {import('./onceover.mjs').Onceover} instance
 * @param {DataSet} copy
 * @param {string} file
 */
async function exportOnce(instance, copy, file) {
  const api = new ApiClient(instance, copy.emptyApiKey);
  const idle = [];
  for (let sample = 0; sample < IDLE_SAMPLES; sample += 1) {
    idle.push(await instance.residentMib());
    await pause();
  }
  let highestMib = 0;
  let exporting = true;
  const watching = (async () => {
    while (exporting) {
      highestMib = Math.max(highestMib, await instance.residentMib());
      await pause();
    }
  })();
  const startedAtMs = performance.now();
  const { id } = await api.json('/exports', { kind: 'events', format: 'csv' });
  const ready = await untilReady(api, id);
  const readyAtMs = performance.now();
  const first = await api.download(`/exports/${id}/download`, file);
  const endedAtMs = performance.now();
  const second = await api.download(`/exports/${id}/download`, file);
  exporting = false;
  await watching;
  api.close();
  const rows = ready.rows_total;
  return {
    rows,
    bytes: first.bytes,
    rate: (rows / (endedAtMs - startedAtMs)) * 1000,
    downloadRate: (rows / (endedAtMs - readyAtMs)) * 1000,
    idleMib: median(idle),
    highestMib,
    sameBytes: [second.sha256, ready.sha256].every((sha256) => sha256 === first.sha256),
  };
}

/**
 * @param {ApiClient} api
 * @param {string} id of an export
 * @returns {Promise<{ rows_total: number, sha256: string, as_of: { size: number } }>}
 */
export async function untilReady(api, id) {
  let found = await api.json(`/exports/${id}`);
  await until('the export is ready', async () => {
    found = await api.json(`/exports/${id}`);
    if (found.state === 'failed') throw new Error(`the export failed: ${found.error}`);
    return found.state === 'ready';
  });
  return found;
}

/**
 * What psql needs for the same rows, by `\copy` into a file.
 * @param {LedgerBench} bench
 * @param {DataSet} copy
 * @param {string} file
 * @returns {Promise<number | undefined>} rows a second
 */
async function copyWithPsql({ psql }, { postgres, database }, file) {
  if (psql === undefined) return undefined;
  const [stream] = await postgres.run(
    database,
    `SELECT m.merchant_id, h.size, (SELECT count(*) FROM events e WHERE e.kind = 'attempt'
        AND e.merchant_id = m.merchant_id) AS rows
    FROM merchants m JOIN ledger_heads h USING (merchant_id) JOIN api_keys k USING (merchant_id)
    WHERE k.name = 'bench'`,
  );
  const bundled = await bundle('bench/export-statement.ts', 'bench-export-statement.mjs');
  /** @type {typeof import('./export-statement')} */
  const { exportStatement } = await import(pathToFileURL(path.resolve(bundled)).href);
  const statement = exportStatement(String(stream?.merchant_id), Number(stream?.size));
  const command = statement.replace(/\s+/g, ' ').replace(/^COPY/, '\\copy');
  const output = openSync(file, 'w');
  const startedAtMs = performance.now();
  const child = startProcess(psql, [postgres.url(database), '--no-psqlrc', '--command', command], {
    stdio: ['ignore', output, 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const seconds = (performance.now() - startedAtMs) / 1000;
  closeSync(output);
  if (code !== 0 || statSync(file).size === 0) throw new Error(`psql ended with ${code}`);
  return Number(stream?.rows) / seconds;
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
}
