import { ApiClient } from './api-client.mjs';
import { startOn } from './data-set.mjs';
import { filterQueries, sampleEvents } from './list-filters.mjs';

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
const LISTS = ['/keys', '/keys/{id}/events', '/events', '/payments', '/exports', '/audit/access'];
const LARGEST_LIMIT = 200;
const DAY_MS = 86_400_000;

/**
 * What pages of the data set cost over HTTP, one request after the other.
 * @param {LedgerBench} bench
 * @param {DataSet} dataSet
 * @returns {Promise<PageTimes>}
 */
export async function measurePages(bench, dataSet) {
  const { postgres, database } = dataSet;
  const { size, say } = bench;
  const instance = await startOn(dataSet, { tail: true });
  const session = await postgres.connect(database);
  const api = new ApiClient(instance);
  const { paths } = /** @type {OpenApi} */ (await api.json('/openapi.json'));
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
    times.first.push(await timePages(api, list, same));
    const of = list === '/audit/access' ? events.system : events.attempts;
    const parameters = paths[`/api/v1${list}`]?.get?.parameters;
    if (parameters === undefined) throw new Error(`${list} is not in the API's description`);
    for (const { filter, queries } of filterQueries(parameters, of)) {
      const pages = queries.map((query) => `${place}?${query}`);
      times.filtered.push(await timePages(api, `${list}?${filter}`, pages));
    }
    const deep = await deepPages(api, place, size.deepPage, size.pageSamples);
    times.deep.push(await timePages(api, list, deep));
    say(`pages: ${list}`);
  }
  const trafficDay = await timePages(api, '/stats/traffic', trafficDays(events.attempts));
  await session.end();
  api.close();
  await instance.end();
  return { ...times, trafficDay };
}

/** @param {readonly PageTime[]} times @returns {PageTime | undefined} */
export function slowest(times) {
  return [...times].sort((left, right) => right.p95Ms - left.p95Ms)[0];
}

/**
 * @param {ApiClient} api
 * @param {string} page
 * @param {readonly string[]} places that are read for it
 * @returns {Promise<PageTime>}
 */
async function timePages(api, page, places) {
  /** @type {number[]} */
  const times = [];
  // One before: the server compiles what it has not run yet.
  if (places[0] !== undefined) await api.json(places[0]);
  for (const place of places) {
    const startedAtMs = performance.now();
    await api.json(place);
    times.push(performance.now() - startedAtMs);
  }
  times.sort((left, right) => left - right);
  return { page, p95Ms: times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN };
}

/**
 * That page of a list and the ones after it, or the last ones, where it ends before.
 * @param {ApiClient} api
 * @param {string} place
 * @param {number} page counted from 1, in pages of the default size
 * @param {number} count
 * @returns {Promise<string[]>}
 */
async function deepPages(api, place, page, count) {
  const of = (/** @type {string} */ query) => `${place}${place.includes('?') ? '&' : '?'}${query}`;
  let left = (page - 1) * 50;
  let cursor = '';
  /** @type {string[]} */
  const pages = [];
  while (pages.length < count) {
    const limit = left > 0 ? Math.min(left, LARGEST_LIMIT) : 50;
    const at = of(cursor ? `limit=${limit}&cursor=${cursor}` : `limit=${limit}`);
    if (left <= 0) pages.push(at);
    const answer = await api.json(at);
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
