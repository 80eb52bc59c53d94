import { ApiClient } from './api-client.mjs';
import { openWindow } from './browser.mjs';

/** @typedef {import('./dashboard.mjs').DashboardBench} DashboardBench */
/** @typedef {import('./dashboard.mjs').SignedIn} SignedIn */

/** Less than what is drawn: a frame's height, and a few rows before and behind. */
const STEP_PX = 800;
const WITHIN_MS = 300_000;
const API_PAGE = 200;

/**
 * A mouse wheel goes down the list of keys, through so many rows; what was drawn at each place is
 * compared with what the API lists there.
 * @param {DashboardBench} bench
 * @param {SignedIn} signedIn
 * @returns {Promise<{ rows: number, misplaced: number, seconds: number }>} `misplaced`: dropped,
 * repeated, or not what the API has
 */
export async function scrollThroughRows({ size, say }, { browser, url, cookie, instance }) {
  const context = await openWindow(browser, url, cookie);
  const page = await context.newPage();
  await page.goto('/keys');
  const frame = page.getByRole('region', { name: 'Idempotency keys' });
  await frame.hover();
  /** @type {Map<number, Set<string>>} ids that were seen at each place */
  const seen = new Map();
  const startedAtMs = performance.now();
  while (seen.size < size.scrolledRows) {
    if (performance.now() - startedAtMs > WITHIN_MS) break;
    for (const { place, id } of await drawnRows(frame)) {
      seen.set(place, (seen.get(place) ?? new Set()).add(id));
    }
    await page.mouse.wheel(0, STEP_PX);
  }
  const seconds = (performance.now() - startedAtMs) / 1000;
  await context.close();
  say(`keys: scrolled through ${seen.size} rows in ${seconds.toFixed(0)} s`);

  const api = new ApiClient(instance);
  const listed = await listedIds(api, size.scrolledRows);
  api.close();
  const right = listed.filter((id, place) => {
    const ids = seen.get(place);
    return ids?.size === 1 && ids.has(id);
  });
  return { rows: listed.length, misplaced: listed.length - right.length, seconds };
}

/** @param {import('@playwright/test').Locator} frame */
async function drawnRows(frame) {
  return await frame.evaluate(async (element) => {
    // What the wheel has brought is drawn with the next frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return [...element.querySelectorAll('[data-index]')].flatMap((row) => {
      const id = /\/keys\/(\w+)/.exec(row.querySelector('a')?.href ?? '')?.[1];
      const place = Number(row.getAttribute('data-index'));
      return id ? [{ place, id }] : [];
    });
  });
}

/**
 * @param {ApiClient} api
 * @param {number} count
 * @returns {Promise<string[]>} of the newest keys, in the list's order
 */
async function listedIds(api, count) {
  /** @type {string[]} */
  const ids = [];
  let cursor = '';
  while (ids.length < count) {
    /** @type {{ data: { id: string }[], next_cursor: string | null }} */
    const page = await api.json(`/keys?limit=${API_PAGE}${cursor}`);
    ids.push(...page.data.map(({ id }) => id));
    if (page.next_cursor === null) break;
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
  return ids.slice(0, count);
}
