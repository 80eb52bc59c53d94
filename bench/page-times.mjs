import { openWindow } from './browser.mjs';
import { PersonClient } from './person-client.mjs';

/** @typedef {import('./dashboard.mjs').DashboardBench} DashboardBench */
/** @typedef {import('./dashboard.mjs').SignedIn} SignedIn */
/** @typedef {import('./page-addresses.mjs').PageState} PageState */
/** @typedef {import('./page-addresses.mjs').PageStates} PageStates */
/** @typedef {import('./pages.mjs').PageTime} PageTime */

/** Longer than a page that follows what happens waits between two looks. */
const LIVE_MS = 6000;

/**
 * What pages cost at the server: the page itself, to its last byte, and each call of the API that it
 * makes in a browser afterwards; one request after the other.
 * @param {DashboardBench} bench
 * @param {SignedIn} signedIn
 * @param {PageStates} all
 * @returns {Promise<{ rendered: PageTime[], called: PageTime[] }>}
 */
export async function measurePageTimes(bench, signedIn, { states, filtered }) {
  const visited = states.slice(0, bench.size.visited);
  const calls = await callsOf(signedIn, visited);
  bench.say(`pages: ${calls.length} calls of the API by ${visited.length} states of pages`);
  const client = new PersonClient(signedIn.instance.target.port, signedIn.cookie);
  /** @param {PageState} state */
  const timed = async ({ page, addresses }) => {
    /** @type {number[]} */
    const times = [];
    for (const address of addresses) {
      const { tookMs, problem } = await client.time(address);
      times.push(tookMs);
      if (problem) bench.countWrong(page, { [problem]: 1 });
    }
    times.sort((left, right) => left - right);
    return { page, p95Ms: times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN };
  };
  const rendered = [];
  for (const state of [...states, ...filtered]) rendered.push(await timed(state));
  bench.say('pages: rendered');
  const called = [];
  for (const { page, call } of calls) {
    const addresses = Array(bench.size.pageSamples).fill(call);
    called.push(
      await timed({ page: `${page}: ${new URL(call, signedIn.url).pathname}`, addresses }),
    );
  }
  client.close();
  return { rendered, called };
}

/**
 * What pages call of the API in a browser, each path once a page.
 * @param {SignedIn} signedIn
 * @param {readonly PageState[]} states
 */
async function callsOf({ browser, url, cookie }, states) {
  const context = await openWindow(browser, url, cookie);
  /** @type {Map<string, { page: string, call: string }>} */
  const calls = new Map();
  for (const { page, addresses } of states) {
    const tab = await context.newPage();
    tab.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (!pathname.startsWith('/api/') || request.method() !== 'GET') return;
      const name = `${page} ${pathname}`;
      if (!calls.has(name)) calls.set(name, { page, call: pathname + search });
    });
    await tab.goto(String(addresses[0]));
  }
  await new Promise((resolve) => setTimeout(resolve, LIVE_MS));
  await context.close();
  return [...calls.values()];
}
