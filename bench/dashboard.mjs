import { signInAdministrator } from './administrator.mjs';
import { ApiClient } from './api-client.mjs';
import { openBrowser, openWindow } from './browser.mjs';
import { openDataSet, startOn } from './data-set.mjs';
import { measureFirstLoad } from './first-load.mjs';
import { scorePage } from './lighthouse.mjs';
import { pageStates } from './page-addresses.mjs';
import { measurePageTimes } from './page-times.mjs';
import { slowest } from './pages.mjs';
import { describe } from './parts.mjs';
import { firstLine, installPeers, isInstalled } from './programs.mjs';
import { atLeast, atMost } from './report.mjs';
import { scrollThroughRows } from './scrolled-rows.mjs';

/** @typedef {import('./report.mjs').Target} Target */
/** @typedef {import('./page-addresses.mjs').PageState} PageState */
/** @typedef {import('./lighthouse.mjs').PageScore} PageScore */
/** @typedef {Awaited<ReturnType<typeof measurePageTimes>>} DashboardTimes */
/** @typedef {Awaited<ReturnType<typeof scrollThroughRows>>} Scrolled */

/**
 * @typedef {object} Size
 * @property {number} events of the data set
 * @property {number} pageSamples requests for each page and call
 * @property {number} visited states of pages that the browser opens, to see what they call
 * @property {number} scrolledRows
 * @property {readonly string[]} scored states of pages that Lighthouse looks at
 */

/** @typedef {import('./parts.mjs').Parts & { size: Size }} DashboardBench */

/**
 * A browser and an instance, and the session of an administrator.
 * @typedef {object} SignedIn
 * @property {import('./onceover.mjs').Onceover} instance
 * @property {string} url
 * @property {{ name: string, value: string }} cookie
 * @property {import('@playwright/test').Browser} browser
 * @property {number} port where the browser is driven
 */

/** @type {Size} */
const FULL = {
  events: 10_000_000,
  pageSamples: 20,
  visited: Number.POSITIVE_INFINITY,
  scrolledRows: 10_000,
  scored: ['/', '/keys', '/keys/{id}', '/conflicts', '/expiring', '/audit'],
};

/** Only shows that everything works: nothing that it measures means anything. */
/** @type {Size} */
const QUICK = { events: 9600, pageSamples: 1, visited: 5, scrolledRows: 300, scored: ['/keys'] };

/**
 * The dashboard with the log of ten million events behind it.
 * @param {import('./parts.mjs').Parts} parts
 * @returns {Promise<{ figures: Record<string, unknown>, targets: Record<string, Target> }>}
 */
export async function measureDashboard(parts) {
  const size = parts.quick ? QUICK : FULL;
  const bench = { ...parts, size };
  await installPeers().catch((error) =>
    console.log(`Lighthouse could not be installed: ${firstLine(error)}`),
  );
  const dataSet = await openDataSet(
    parts.quick ? parts.folder : parts.parent,
    size.events,
    parts.say,
  );
  if ('notMeasured' in dataSet) return { figures: { ...dataSet }, targets: targetsOf({}) };
  await describe(dataSet.postgres, parts.pgbench);

  const instance = await startOn(dataSet, { tail: true });
  const url = `http://127.0.0.1:${instance.target.port}`;
  const cookie = await signInAdministrator(dataSet, url);
  const { browser, port } = await openBrowser();
  const signedIn = { instance, url, cookie, browser, port };
  const api = new ApiClient(instance);
  const pages = await pageStates(dataSet, api, size.pageSamples);
  api.close();

  const times = await measurePageTimes(bench, signedIn, pages);
  const scrolled = await scrollThroughRows(bench, signedIn);
  const window = await openWindow(browser, url, cookie);
  const firstLoad = await measureFirstLoad(await window.newPage(), '/keys');
  await window.close();
  const scores = isInstalled('lighthouse')
    ? await scorePages(bench, signedIn, pages.states)
    : undefined;
  await browser.close();
  await instance.end();
  const measured = { times, scrolled, firstLoad, ...(scores && { scores }) };
  return { figures: measured, targets: targetsOf(measured) };
}

/**
 * @param {DashboardBench} bench
 * @param {SignedIn} signedIn
 * @param {readonly PageState[]} states
 */
async function scorePages({ size, say }, signedIn, states) {
  const scores = [];
  for (const name of size.scored) {
    const address = states.find(({ page }) => page === name)?.addresses[0];
    const score = await scorePage(signedIn, address ?? name);
    say(
      `Lighthouse: ${name}: performance ${score.performance}, accessibility ${score.accessibility}`,
    );
    scores.push({ ...score, page: name });
  }
  return scores;
}

/**
 * @param {{ times?: DashboardTimes, scrolled?: Scrolled, firstLoad?: { bytes: number }, scores?: PageScore[] }} measured
 * @returns {Record<string, Target>}
 */
function targetsOf({ times, scrolled, firstLoad, scores }) {
  const [rendered, called] = [times?.rendered, times?.called].map((each) => slowest(each ?? []));
  const lowest = (/** @type {'performance' | 'accessibility'} */ name) =>
    [...(scores ?? [])].sort((one, other) => one[name] - other[name])[0];
  const [performance, accessibility] = [lowest('performance'), lowest('accessibility')];
  return {
    pageTime: {
      what: `page, rendered by the server, to its last byte: p95 of the slowest (${rendered?.page}), ms`,
      ...atMost(200, rendered?.p95Ms ?? null),
    },
    callTime: {
      what: `call of the API by a page in the browser: p95 of the slowest (${called?.page}), ms`,
      ...atMost(200, called?.p95Ms ?? null),
    },
    scrolledRows: {
      what: `of ${scrolled?.rows} keys scrolled through: dropped, repeated or in another place`,
      ...atMost(0, scrolled?.misplaced ?? null),
    },
    firstLoad: {
      what: 'JavaScript of /keys from a cold start, compressed: kB',
      ...atMost(350, firstLoad ? firstLoad.bytes / 1000 : null),
    },
    performance: {
      what: `Lighthouse, desktop: performance of the slowest page (${performance?.page})`,
      ...atLeast(95, performance?.performance ?? null),
    },
    accessibility: {
      what: `Lighthouse: accessibility of the page with most faults (${accessibility?.page})`,
      ...atLeast(100, accessibility?.accessibility ?? null),
    },
  };
}
