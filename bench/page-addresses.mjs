import { readdirSync } from 'node:fs';
import path from 'node:path';
import { filterQueries, sampleEvents } from './list-filters.mjs';

/** @typedef {import('./data-set.mjs').DataSet} DataSet */
/** @typedef {import('./api-client.mjs').ApiClient} ApiClient */
/** @typedef {import('./list-filters.mjs').Row} Row */
/** @typedef {import('./pages.mjs').OpenApi} OpenApi */

/**
 * A page in one state that its address can have.
 * @typedef {object} PageState
 * @property {string} page
 * @property {readonly string[]} addresses of the same state, with different values
 */

/**
 * @typedef {object} PageStates
 * @property {PageState[]} states
 * @property {PageState[]} filtered the lists, by every filter there is
 */

const ROOT = path.dirname(import.meta.dirname);
const PAGES = path.join(ROOT, 'app/(dashboard)/(private)');
/** Days from whose conflicts a group is taken. */
const GROUP_DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * Every page that needs a session, in the states that people look at it in, for the first merchant.
 * @param {DataSet} dataSet
 * @param {ApiClient} api
 * @param {number} count addresses of each state
 * @returns {Promise<PageStates>}
 */
export async function pageStates({ postgres, database }, api, count) {
  const { paths } = /** @type {OpenApi} */ (await api.json('/openapi.json'));
  const session = await postgres.connect(database);
  const most = await mostAttempted(session);
  const events = await sampleEvents(session, most.merchantId, count);
  await session.end();
  const of = statesFrom({ ...events, most: most.id, group: await largestGroup(api) });
  /** @param {string} page @param {readonly string[]} addresses */
  const state = (page, addresses) => ({
    page,
    addresses: Array.from({ length: count }, (_, at) => String(addresses[at % addresses.length])),
  });
  /** @param {string} list @param {readonly Row[]} rows that values are taken from */
  const filtered = (list, rows) => {
    const parameters = paths[`/api/v1${list}`]?.get?.parameters;
    if (parameters === undefined) throw new Error(`${list} is not in the API's description`);
    return filterQueries(parameters, rows).map(({ filter, queries }) =>
      state(
        `${list}?${filter}`,
        queries.map((query) => `${list}?${query}`),
      ),
    );
  };
  return {
    states: privateRoutes().flatMap((route) =>
      Object.entries(of(route)).map(([page, addresses]) => state(page, addresses)),
    ),
    filtered: [...filtered('/keys', events.attempts), ...filtered('/audit/access', events.system)],
  };
}

/** @returns {string[]} as Next finds them */
function privateRoutes() {
  const files = readdirSync(PAGES, { recursive: true, encoding: 'utf8' });
  const folders = files.filter((file) => path.basename(file) === 'page.tsx').map(path.dirname);
  return folders.map((folder) => (folder === '.' ? '/' : `/${folder}`)).sort();
}

/**
 * @param {{ attempts: readonly Row[], most: string, group: string }} found
 * @returns {(route: string) => Record<string, readonly string[]>} addresses of a page, by their state
 */
function statesFrom({ attempts, most, group }) {
  const ids = attempts.map(({ key_id }) => `ikey_${key_id?.replaceAll('-', '')}`);
  const customers = attempts.map(({ customer_reference }) => String(customer_reference));
  /** @type {Record<string, Record<string, readonly string[]>>} */
  const states = {
    '/': { '/': ['/'], '/?span=P30D': ['/?span=P30D'] },
    '/keys': { '/keys': ['/keys'], '/keys?open': ids.map((id) => `/keys?open=${id}`) },
    '/keys/[id]': {
      '/keys/{id}': ids.map((id) => `/keys/${id}`),
      '/keys/{id} that most attempts name': [`/keys/${most}`],
    },
    '/keys/compare': {
      '/keys/compare': customers.map((customer) => `/keys/compare?customer_reference=${customer}`),
    },
    '/conflicts': {
      '/conflicts': ['/conflicts'],
      '/conflicts?span=P30D': ['/conflicts?span=P30D'],
      '/conflicts?group': [`/conflicts?group=${encodeURIComponent(group)}`],
      '/conflicts?pointer': ['/conflicts?pointer=%2Famount'],
      '/conflicts?operation': ['/conflicts?operation=payments'],
      '/conflicts?customer_reference': customers.map(
        (customer) => `/conflicts?customer_reference=${customer}`,
      ),
    },
    '/expiring': {
      '/expiring': ['/expiring'],
      '/expiring?ahead=P7D': ['/expiring?ahead=P7D'],
      '/expiring?retention=indefinite': ['/expiring?retention=indefinite'],
    },
  };
  return (route) => states[route] ?? { [route]: [route] };
}

/** @param {import('./postgres.mjs').Session} session */
async function mostAttempted(session) {
  const [most] = await session.run(
    'SELECT merchant_id, key_id FROM key_history ORDER BY attempts DESC LIMIT 1',
  );
  return {
    merchantId: String(most?.merchant_id),
    id: `ikey_${String(most?.key_id).replaceAll('-', '')}`,
  };
}

/** @param {ApiClient} api */
async function largestGroup(api) {
  const from = new Date(Date.now() - GROUP_DAYS * DAY_MS).toISOString();
  const { data } = /** @type {{ data: { id: string }[] }} */ (
    await api.json(`/stats/conflicts?from=${from}`)
  );
  return String(data[0]?.id);
}
