import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';
import { install } from '../scripts/install.mjs';
import { enterRoot } from '../scripts/prepare.mjs';
import { endAll } from './processes.mjs';
import { targetLines } from './report.mjs';

const USAGE = `npm run bench [-- NAME ...] [--json] [--quick] [--folder DIR]

  ingest    new keys and replays against peers and against what PostgreSQL itself can store,
            memory over a million keys, and what a key costs when many are stored
  ledger    how fast the log is sealed, verified, exported and read, with ten million events in it;
            these are kept for later runs (25 GB, and as much again while it runs)
  dashboard what its pages cost with the same events: at the server, and in a real Chromium
  --json    the last line of each is one JSON object
  --quick   a short form that shows that it works; its figures mean nothing
  --folder  where databases are made (default: /var/tmp); a disk, for what memory does is no limit`;

/** Imported when they are needed: they need what is installed first. */
const MEASUREMENTS = {
  ingest: async () => (await import('./ingest.mjs')).measureIngest,
  ledger: async () => (await import('./ledger.mjs')).measureLedger,
  dashboard: async () => (await import('./dashboard.mjs')).measureDashboard,
};
/** @typedef {keyof typeof MEASUREMENTS} Name */

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    folder: { type: 'string', default: existsSync('/var/tmp') ? '/var/tmp' : os.tmpdir() },
    help: { type: 'boolean', default: false },
  },
});

const names = positionals.length > 0 ? positionals : Object.keys(MEASUREMENTS);
/** @param {string} name @returns {name is Name} */
const isKnown = (name) => Object.hasOwn(MEASUREMENTS, name);
const unknown = names.find((name) => !isKnown(name));
if (options.help || unknown !== undefined) {
  console.log(unknown === undefined ? USAGE : `There is no bench "${unknown}".\n\n${USAGE}`);
  process.exit(unknown === undefined ? 0 : 2);
}

const parent = path.resolve(options.folder);
enterRoot();
await install();
await build();

const folder = mkdtempSync(path.join(parent, 'onceover-bench-'));
// PostgreSQL runs as another user when we are root, and must get through.
chmodSync(folder, 0o711);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let stopping = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    console.log(`\n${signal}: ending what was started …`);
    void endAll().finally(() => process.exit(130));
  });
}

try {
  let pass = true;
  for (const name of names.filter(isKnown)) {
    pass = (await measure(name)) && pass;
    await endAll();
  }
  process.exitCode = pass ? 0 : 1;
} catch (error) {
  // What Ctrl-C cuts short fails too, and says nothing new.
  if (!stopping) {
    console.error(error);
    await endAll();
    process.exitCode = 1;
  }
}

/**
 * @param {Name} name
 * @returns {Promise<boolean>} whether no target was missed
 */
async function measure(name) {
  const measurement = await MEASUREMENTS[name]();
  const { Load } = await import('./load.mjs');
  const { findProgram } = await import('./programs.mjs');
  const startedAtMs = performance.now();
  /** @type {Record<string, number>} wrong answers, by where and what */
  const wrong = {};
  const { figures, targets } = await measurement({
    folder,
    parent,
    quick: options.quick,
    pgbench: await findProgram('pgbench', !options.quick),
    load: new Load(),
    say: (text) => {
      const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(0);
      console.log(`${seconds.padStart(5)} s  ${text}`);
    },
    countWrong: (where, answers) => {
      for (const [what, count] of Object.entries(answers)) {
        const key = `${where}: ${what}`;
        wrong[key] = (wrong[key] ?? 0) + count;
      }
    },
  });
  const wrongAnswers = Object.values(wrong).reduce((sum, count) => sum + count, 0);
  const judged = {
    ...(options.quick ? {} : targets),
    wrongAnswers: {
      what: 'answers that were not what they should have been',
      value: wrongAnswers,
      max: 0,
      pass: wrongAnswers === 0,
    },
  };
  const pass = Object.values(judged).every((target) => target.pass !== false);
  console.log(`${targetLines(judged)}\n`);
  if (options.json) {
    console.log(JSON.stringify({ name, figures: { ...figures, wrong }, targets: judged, pass }));
  }
  return pass;
}
