import { LIMIT } from './contenders.mjs';

/** @typedef {import('./rates.mjs').Rate} Rate */

/**
 * @typedef {object} Target
 * @property {string} what
 * @property {number | null} value null: not measured
 * @property {number} [min]
 * @property {number} [max]
 * @property {boolean | null} pass
 */

const NONE = '–';

/**
 * @param {readonly Rate[]} rates
 * @returns {string} an aligned table; ratios are those of this run
 */
export function rateTable(rates) {
  const limit = rates.find(({ name }) => name === LIMIT)?.newKeys?.rate;
  const rows = rates.map(({ name, notMeasured, newKeys, replays }) => [
    name,
    ...(notMeasured === undefined
      ? [
          perSecond(newKeys?.rate),
          newKeys && limit ? (newKeys.rate / limit).toFixed(2) : NONE,
          milliseconds(newKeys?.p50Ms),
          milliseconds(newKeys?.p99Ms),
          perSecond(replays?.rate),
          milliseconds(replays?.p50Ms),
          milliseconds(replays?.p99Ms),
        ]
      : [`not measured: ${notMeasured}`]),
  ]);
  return aligned([
    ['', 'new keys/s', 'of limit', 'p50 ms', 'p99 ms', 'replays/s', 'p50 ms', 'p99 ms'],
    ...rows,
  ]);
}

/**
 * @param {Readonly<Record<string, Target>>} targets
 * @returns {string}
 */
export function targetLines(targets) {
  const rows = Object.values(targets).map(({ what, value, min, max, pass }) => [
    pass === null ? 'not measured' : pass ? 'pass' : 'FAIL',
    what,
    value === null ? NONE : String(Number(value.toPrecision(4))),
    min === undefined ? `at most ${max}` : `at least ${min}`,
  ]);
  return rows
    .map(([verdict = '', what = '', value = '', bound = '']) =>
      `${verdict.padEnd(12)}  ${what}: ${value} (${bound})`.trimEnd(),
    )
    .join('\n');
}

/** @param {number} min @param {number | null} value */
export function atLeast(min, value) {
  return { value, min, pass: value === null ? null : value >= min };
}

/** @param {number} max @param {number | null} value */
export function atMost(max, value) {
  return { value, max, pass: value === null ? null : value <= max };
}

/** @param {readonly (readonly string[])[]} rows the first is the heading */
function aligned(rows) {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(
      ...rows.filter((row) => row.length === columns).map((row) => row[column]?.length ?? 0),
    ),
  );
  const firstWidth = Math.max(...rows.map((row) => row[0]?.length ?? 0));
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          if (column === 0) return cell.padEnd(firstWidth);
          return row.length === columns ? cell.padStart(widths[column] ?? 0) : cell;
        })
        .join('  '),
    )
    .join('\n');
}

/** @param {number | undefined} rate */
function perSecond(rate) {
  return rate === undefined ? NONE : Math.round(rate).toLocaleString('en');
}

/** @param {number | undefined} value */
function milliseconds(value) {
  return value === undefined ? NONE : value.toFixed(1);
}
