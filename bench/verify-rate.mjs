import path from 'node:path';
import { ApiClient } from './api-client.mjs';
import { startOn } from './data-set.mjs';
import { untilReady } from './export-rates.mjs';
import { median } from './median.mjs';
import { runCommand } from './processes.mjs';

/** @typedef {import('./ledger.mjs').LedgerBench} LedgerBench */
/** @typedef {import('./data-set.mjs').DataSet} DataSet */

const ROOT = path.dirname(import.meta.dirname);

/**
 * @typedef {object} VerifyRate
 * @property {number} records
 * @property {number} bytes of the bundle
 * @property {number} makingRate records a second, from asking for it to its last byte
 * @property {number} rate records a second
 */

/**
 * How many records of a bundle `npm run verify` checks a second, its start included. The bundle is
 * of the newest events of the merchant that had none, whose records the tail has sealed.
 * @param {LedgerBench} bench
 * @param {DataSet} copy
 * @returns {Promise<VerifyRate>}
 */
export async function measureVerify({ folder, size, say }, copy) {
  const instance = await startOn(copy, { tail: true });
  const api = new ApiClient(instance, copy.emptyApiKey);
  const head = await api.json('/audit/checkpoint');
  const after = Math.max(0, head.size - size.verified);
  const startedAtMs = performance.now();
  const { id } = await api.json('/exports', {
    kind: 'events',
    format: 'jsonl',
    filter: { after_seq: after },
  });
  const { as_of } = await untilReady(api, id);
  const file = path.join(folder, 'bundle.zip');
  const { bytes } = await api.download(`/exports/${id}/download?bundle=zip`, file);
  const records = as_of.size - after;
  const makingRate = (records / (performance.now() - startedAtMs)) * 1000;
  say(`verify: a bundle of ${records} records, ${(bytes / 1e6).toFixed()} MB`);
  api.close();
  await instance.end();
  /** @type {number[]} */
  const rates = [];
  for (let round = 1; round <= size.exportRounds; round += 1) {
    const beganAtMs = performance.now();
    await runCommand('npm', ['run', '--silent', 'verify', '--', file], { cwd: ROOT });
    rates.push((records / (performance.now() - beganAtMs)) * 1000);
    say(`verify: ${rates.at(-1)?.toFixed()} records/s`);
  }
  return { records, bytes, makingRate, rate: median(rates) };
}
