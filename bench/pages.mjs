import path from 'node:path';
import { filterQueries, sampleEvents } from './list-filters.mjs';
import { Onceover } from './onceover.mjs';
import { endProcess } from './processes.mjs';

/** @typedef {import('./ledger.mjs').LedgerBench} LedgerBench */
/** @typedef {import('./data-set.mjs').DataSet} DataSet */
/** @typedef {{ paths: Record<string, { get?: { parameters?: import('./list-filters.mjs').Parameter[] } }> }} OpenApi */

/**
 * What a page costs, in milliseconds.
 * @typedef {object} PageTime
 * @property {string} page
 * @property {number} p95Ms
 */

/**
 * @typedef {object} PageTimes
 * @property {PageTime[]} first
 * @property {PageTime[]} filtered by every filter there is
 * @property {PageTime[]} deep
 * @property {PageTime} trafficDay
 */

/** The lists; a key's events are those of the key that most attempts name. */
const LISTS = ['/keys', '/keys/{id}/events', '/events', '/payments', '/audit/access'];
const LARGEST_LIMIT = 200;
const DAY_MS = 86_400_000;

/**
 * What pages of the data set cost over HTTP, one request after the other.
 * @param {LedgerBench} bench
 * @param {DataSet} dataSet
 * @returns {Promise<PageTimes>}
 */
export async function measurePages(bench, dataSet) {
  const { postgres, database, folder, apiKey, secret } = dataSet;
  const { size, say } = bench;
  const instance = await Onceover.start(postgres.url(database), path.join(folder, 'instance'), {
    apiKey,
    secret,
    tail: true,
  });
  const session = await postgres.connect(database);
  const reader = new Reader(instance, bench);
  const { paths } = /** @type {OpenApi} */ (await reader.read('/openapi.json'));
  const [most] = await session.run(
    'SELECT merchant_id, key_id FROM key_history ORDER BY attempts DESC LIMIT 1',
  );
  const events = await sampleEvents(session, String(most?.merchant_id), size.pageSamples);
  const id = `ikey_${String(most?.key_id).replaceAll('-', '')}`;

  /** @type {Omit<PageTimes, 'trafficDay'>} */
  const times = { first: [], filtered: [], deep: [] };
  for (const list of LISTS) {
    const place = list.replace('{id}', id);
    const same = Array(size.pageSamples).fill(place);
    times.first.push(await reader.time(list, same));
    const of = list === '/audit/access' ? events.system : events.attempts;
    const parameters = paths[`/api/v1${list}`]?.get?.parameters;
    if (parameters === undefined) throw new Error(`${list} is not in the API's description`);
    for (const { filter, queries } of filterQueries(parameters, of)) {
      const pages = queries.map((query) => `${place}?${query}`);
      times.filtered.push(await reader.time(`${list}?${filter}`, pages));
    }
    const deep = await deepPages(reader, place, size.deepPage, size.pageSamples);
    times.deep.push(await reader.time(list, deep));
    say(`pages: ${list}`);
  }
  const trafficDay = await reader.time('/stats/traffic', trafficDays(events.attempts));
  await session.end();
  await endProcess(instance.server);
  return { ...times, trafficDay };
}

/** @param {readonly PageTime[]} times @returns {PageTime | undefined} */
export function slowest(times) {
  return [...times].sort((left, right) => right.p95Ms - left.p95Ms)[0];
}

/** Reads as a client does. */
class Reader {
  #instance;
  #bench;

  /**
   * @param {Onceover} instance
   * @param {LedgerBench} bench
   */
  constructor(instance, bench) {
    this.#instance = instance;
    this.#bench = bench;
  }

  /**
   * @param {string} place below /api/v1
   * @returns {Promise<unknown>}
   */
  async read(place) {
    const { port, headers } = this.#instance.target;
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${place}`, { headers });
    const text = await response.text();
    if (!response.ok)
      this.#bench.countWrong(place.split('?')[0] ?? '', {
        [`${response.status} ${text.slice(0, 300)}`]: 1,
      });
    return response.ok ? JSON.parse(text) : {};
  }

  /**
   * @param {string} page
   * @param {readonly string[]} places
   * @returns {Promise<PageTime>}
   */
  async time(page, places) {
    /** @type {number[]} */
    const times = [];
    for (const place of places) {
      const startedAtMs = performance.now();
      await this.read(place);
      times.push(performance.now() - startedAtMs);
    }
    times.sort((left, right) => left - right);
    return { page, p95Ms: times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN };
  }
}

/**
 * That page of a list and the ones after it, or the last ones, where it ends before.
 * @param {Reader} reader
 * @param {string} place
 * @param {number} page counted from 1, in pages of the default size
 * @param {number} count
 * @returns {Promise<string[]>}
 */
async function deepPages(reader, place, page, count) {
  const of = (/** @type {string} */ query) => `${place}${place.includes('?') ? '&' : '?'}${query}`;
  let left = (page - 1) * 50;
  let cursor = '';
  /** @type {string[]} */
  const pages = [];
  while (pages.length < count) {
    const limit = left > 0 ? Math.min(left, LARGEST_LIMIT) : 50;
    const at = of(cursor ? `limit=${limit}&cursor=${cursor}` : `limit=${limit}`);
    if (left <= 0) pages.push(at);
    const answer = await reader.read(at);
    const next = /** @type {{ next_cursor?: string | null }} */ (answer).next_cursor;
    left -= limit;
    if (!next) break;
    cursor = encodeURIComponent(next);
  }
  return pages;
}

/** @param {readonly Record<string, string | null>[]} events days that these are of */
function trafficDays(events) {
  return events.map(({ occurred_at }) => {
    const from = Math.floor(Date.parse(occurred_at ?? '') / DAY_MS) * DAY_MS;
    const time = (/** @type {number} */ ms) => new Date(ms).toISOString();
    return `/stats/traffic?step=PT1M&from=${time(from)}&to=${time(from + DAY_MS)}`;
  });
}
