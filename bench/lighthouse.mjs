/** @typedef {import('./dashboard.mjs').SignedIn} SignedIn */

/**
 * @typedef {object} PageScore
 * @property {string} page
 * @property {number} performance 0 to 100
 * @property {number} accessibility
 * @property {Record<string, number>} metrics
 * @property {string[]} faults audits of accessibility that are not passed
 */

/** What the score of performance is made of. */
const METRICS = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
  'speed-index',
];
const CATEGORIES = ['performance', 'accessibility'];

/**
 * Lighthouse's scores of a page on a desktop, for somebody signed in. It needs no network but the
 * instance's.
 * @param {SignedIn} signedIn
 * @param {string} page its address
 * @returns {Promise<PageScore>}
 */
export async function scorePage({ url, cookie, port }, page) {
  // Installed with the peers, when the bench runs.
  const { default: lighthouse, desktopConfig } = await import('lighthouse');
  const flags = {
    port,
    logLevel: 'error',
    onlyCategories: CATEGORIES,
    extraHeaders: { Cookie: `${cookie.name}=${cookie.value}` },
  };
  const { lhr } = await lighthouse(url + page, flags, desktopConfig);
  if (lhr.runtimeError) throw new Error(`Lighthouse: ${page}: ${lhr.runtimeError.message}`);
  const score = (/** @type {string} */ name) => Math.round(lhr.categories[name].score * 100);
  return {
    page,
    performance: score('performance'),
    accessibility: score('accessibility'),
    metrics: Object.fromEntries(METRICS.map((name) => [name, lhr.audits[name].numericValue])),
    faults: faultsOf(lhr),
  };
}

/**
 * @param {{ categories: any, audits: any }} lhr
 * @returns {string[]} audits of accessibility that are not passed, with the first element of each
 */
function faultsOf({ categories, audits }) {
  return categories.accessibility.auditRefs.flatMap(
    (/** @type {{ id: string, weight: number }} */ { id, weight }) => {
      const { score, details } = audits[id];
      if (weight === 0 || score !== 0) return [];
      return `${id}: ${details?.items[0]?.node?.snippet}`;
    },
  );
}
