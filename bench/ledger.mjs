import { copyDataSet, openDataSet } from './data-set.mjs';
import { measureExport } from './export-rates.mjs';
import { measurePages, slowest } from './pages.mjs';
import { describe } from './parts.mjs';
import { findProgram } from './programs.mjs';
import { atLeast, atMost } from './report.mjs';
import { measureTailRates } from './tail-rates.mjs';
import { measureVerify } from './verify-rate.mjs';

/** @typedef {import('./report.mjs').Target} Target */
/** @typedef {import('./tail-rates.mjs').TailRates} TailRates */
/** @typedef {import('./pages.mjs').PageTimes} PageTimes */
/** @typedef {import('./export-rates.mjs').ExportRates} ExportRates */
/** @typedef {import('./verify-rate.mjs').VerifyRate} VerifyRate */

/**
 * @typedef {object} Size
 * @property {number} events of the data set
 * @property {number} backlog events
 * @property {number} connections
 * @property {number} rounds
 * @property {number} warmUpSeconds
 * @property {number} seconds of each measure
 * @property {number} lagSeconds
 * @property {number} pageSamples requests for each page
 * @property {number} deepPage
 * @property {number} exportRounds
 * @property {number} verified events
 */

/**
 * @typedef {import('./parts.mjs').Parts & { size: Size, psql: string | undefined }} LedgerBench
 * `psql`: undefined where it cannot be had
 */

/** @type {Size} */
const FULL = {
  events: 10_000_000,
  backlog: 1_000_000,
  connections: 32,
  rounds: 3,
  warmUpSeconds: 2,
  seconds: 10,
  lagSeconds: 30,
  pageSamples: 20,
  deepPage: 1000,
  exportRounds: 3,
  verified: 300_000,
};

/** Only shows that everything works: nothing that it measures means anything. */
/** @type {Size} */
const QUICK = {
  events: 9600,
  backlog: 2000,
  connections: 8,
  rounds: 1,
  warmUpSeconds: 0.1,
  seconds: 0.5,
  lagSeconds: 0.5,
  pageSamples: 1,
  deepPage: 3,
  exportRounds: 1,
  verified: 1000,
};

/**
 * The log with ten million events in it.
 * @param {import('./parts.mjs').Parts} parts
 * @returns {Promise<{ figures: Record<string, unknown>, targets: Record<string, Target> }>}
 */
export async function measureLedger(parts) {
  const size = parts.quick ? QUICK : FULL;
  const bench = { ...parts, size, psql: await findProgram('psql', !parts.quick) };
  const dataSet = await openDataSet(
    parts.quick ? parts.folder : parts.parent,
    size.events,
    parts.say,
  );
  if ('notMeasured' in dataSet) return { figures: { ...dataSet }, targets: targetsOf({}) };
  await describe(dataSet.postgres, parts.pgbench);
  const pages = await measurePages(bench, dataSet);

  parts.say('copying the data set');
  const copy = await copyDataSet(dataSet, size.events);
  if ('notMeasured' in copy) return { figures: { pages, copy }, targets: targetsOf({ pages }) };
  const tail = await measureTailRates(bench, copy);
  const exported = await measureExport(bench, copy);
  const verified = await measureVerify(bench, copy);
  await dataSet.postgres.dropDatabase(copy.database);
  return {
    figures: { pages, tail, exported, verified },
    targets: targetsOf({ pages, tail, exported, verified }),
  };
}

/**
 * @param {{ tail?: TailRates, pages?: PageTimes, exported?: ExportRates, verified?: VerifyRate }} measured
 * @returns {Record<string, Target>}
 */
function targetsOf({ tail, pages, exported, verified }) {
  const [first, filtered, deep] = [pages?.first, pages?.filtered, pages?.deep].map((times) =>
    slowest(times ?? []),
  );
  return {
    verifyRate: {
      what: `verify of a bundle of ${verified?.records} events: events/s`,
      ...atLeast(60_000, verified?.rate ?? null),
    },
    exportToPsql: {
      what: `data file of ${exported?.rows} events, from asking for it to the last byte: ratio to psql`,
      ...atLeast(0.5, exported?.psqlRate === undefined ? null : exported.rate / exported.psqlRate),
    },
    exportMemory: {
      what: 'resident memory while it is exported: growth over idle, MiB',
      ...atMost(150, exported ? exported.highestMib - exported.idleMib : null),
    },
    exportTwice: {
      what: 'exports of which a second download was not the same bytes',
      ...atMost(0, exported ? exported.differing : null),
    },
    firstPage: {
      what: `first page: p95 of the slowest list (${first?.page}), ms`,
      ...atMost(50, first?.p95Ms ?? null),
    },
    filteredPage: {
      what: `filtered page: p95 of the slowest filter (${filtered?.page}), ms`,
      ...atMost(50, filtered?.p95Ms ?? null),
    },
    deepPage: {
      what: `page 1,000: p95 of the slowest list (${deep?.page}), ms`,
      ...atMost(50, deep?.p95Ms ?? null),
    },
    trafficDay: {
      what: 'traffic of a day by minute: p95, ms',
      ...atMost(30, pages?.trafficDay.p95Ms ?? null),
    },
    drainToSustained: {
      what: 'backlog: ratio of the rate that drains it to the rate sustained while new keys come',
      ...atLeast(1.5, tail ? tail.drain.rate / tail.sustained.rate : null),
    },
    sustainedToBothWrites: {
      what: 'new keys taken and sealed: ratio to pgbench doing both writes, a payment a transaction',
      ...atLeast(0.5, tail?.bothWrites ? tail.sustained.rate / tail.bothWrites.single : null),
    },
    sustainedToBatched: {
      what: 'new keys taken and sealed: ratio to pgbench doing both writes, 16 payments a transaction',
      ...atLeast(0.5, tail?.bothWrites ? tail.sustained.rate / tail.bothWrites.batched : null),
    },
    lagSeconds: {
      what: 'lag of the log at 0.7 of the sustained rate: p99, s',
      ...atMost(2, tail ? tail.lag.p99Seconds : null),
    },
  };
}
