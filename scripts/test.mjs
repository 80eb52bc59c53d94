// `npm test` and `npm run check`: everything that CI checks, step by step. Plain Node.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { prepareBrowser } from './browser.mjs';
import { build, generate } from './build.mjs';
import { install } from './install.mjs';
import { StartError } from './steps.mjs';

const root = path.resolve(import.meta.dirname, '..');
const reports = path.join(root, 'dist', 'test-reports');
const bin = (/** @type {string} */ name) => path.join(root, 'node_modules', '.bin', name);

/** Several times what any step takes: one that hangs must be named, not cut off with all the rest. */
const STEP_MS = 1_200_000;
const END_MS = 15_000;
const MESSAGE_LINES = 6;

/** @typedef {{ passed: number, failed: number, names?: string[] }} Count names: of what failed, and why */

/**
 * Runs a program to its end, with its output shown; true if it exited 0. One that does not come to
 * its end is ended.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.Dict<string>} [env]
 * @returns {Promise<boolean>}
 */
function run(program, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    const timers = [
      setTimeout(() => {
        console.error(`${program} ${args.join(' ')}: not at its end after ${STEP_MS / 1000} s`);
        child.kill('SIGTERM');
      }, STEP_MS),
      setTimeout(() => child.kill('SIGKILL'), STEP_MS + END_MS),
    ];
    const end = (/** @type {boolean} */ ok) => {
      for (const timer of timers) clearTimeout(timer);
      resolve(ok);
    };
    child.on('error', (error) => {
      console.error(`${program}: ${error.message}`);
      end(false);
    });
    child.on('exit', (code) => end(code === 0));
  });
}

/**
 * One program that passes or fails as a whole.
 * @param {string} program
 * @param {string[]} args
 * @returns {() => Promise<Count>}
 */
function whole(program, args) {
  return async () => {
    const ok = await run(program, args);
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  };
}

/**
 * A vitest project, counted test by test.
 * @param {string} project
 * @param {NodeJS.Dict<string>} [env]
 * @returns {() => Promise<Count>}
 */
function vitest(project, env = {}) {
  return async () => {
    const report = path.join(reports, `${project}-${Object.values(env).join('-')}.json`);
    rmSync(report, { force: true });
    const args = ['run', '--project', project, '--reporter=default', '--reporter=json'];
    const ok = await run(bin('vitest'), [...args, `--outputFile.json=${report}`], env);
    return countTests(report, ok);
  };
}

/**
 * The tests in a browser, which is found or installed first.
 * @returns {Promise<Count>}
 */
async function playwright() {
  const report = path.join(reports, 'browser.json');
  rmSync(report, { force: true });
  try {
    const ok = await run(bin('playwright'), ['test', '--reporter=list,json'], {
      CHROMIUM_PATH: await prepareBrowser(),
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    });
    return countTests(report, ok);
  } catch (error) {
    console.error(error instanceof StartError ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

/**
 * @param {string} report by vitest or Playwright
 * @param {boolean} ok
 * @returns {Count}
 */
function countTests(report, ok) {
  try {
    const counted = JSON.parse(readFileSync(report, 'utf8'));
    const passed = counted.stats?.expected ?? counted.numPassedTests;
    const failed = counted.stats?.unexpected ?? counted.numFailedTests;
    const names = counted.suites ? failuresInBrowser(counted) : failuresOfVitest(counted);
    // A file that could not be loaded, or an error outside a test, is a failure too.
    return { passed, failed: !ok && failed === 0 ? 1 : failed, names };
  } catch (error) {
    console.error(`no report of the tests: ${String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

/** @typedef {{ fullName: string, status: string, failureMessages: string[] }} Assertion */
/** @typedef {{ name: string, message: string, assertionResults: Assertion[] }} TestFile */

/** @param {{ testResults: TestFile[] }} report */
function failuresOfVitest({ testResults }) {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = path.relative(root, name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    return [
      ...failed.map((test) => failure(file, test.fullName, test.failureMessages[0])),
      ...(message ? [failure(file, 'the file itself', message)] : []),
    ];
  });
}

/** @typedef {{ error?: { message?: string } }} Result */
/** @typedef {{ title: string, file: string, ok: boolean, tests: { results: Result[] }[] }} Spec */
/** @typedef {{ specs: Spec[], suites?: Suite[] }} Suite */

/** @param {{ suites?: Suite[], errors?: { message?: string }[] }} report */
function failuresInBrowser({ suites = [], errors = [] }) {
  /** @type {(suite: Suite) => Spec[]} */
  const specsOf = (suite) => [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
  const failed = suites.flatMap(specsOf).filter(({ ok }) => !ok);
  return [
    ...failed.map(({ file, title, tests }) =>
      failure(file, title, tests[0]?.results.at(-1)?.error?.message),
    ),
    ...errors.map(({ message }) => failure('browser', 'outside the tests', message)),
  ];
}

/** @type {(file: string, title: string, message: string | undefined) => string} */
function failure(file, title, message = '') {
  const plain = stripVTControlCharacters(message).trim();
  return `${file} > ${title}\n    ${plain.split('\n').slice(0, MESSAGE_LINES).join('\n    ')}`;
}

/** @type {[name: string, step: () => Promise<Count>][]} */
const FAST = [
  ['lint', whole(bin('biome'), ['ci', '--error-on-warnings', '.'])],
  ['types', whole(bin('tsc'), ['--noEmit', '-p', '.'])],
  ['dead code', whole(bin('knip'), [])],
  ['unit', vitest('unit')],
];

/** @type {[name: string, step: () => Promise<Count>][]} */
const SLOW = [
  ['database', vitest('database')],
  ['database on PostgreSQL 15', vitest('database', { ONCEOVER_TEST_POSTGRES: '15' })],
  ['http', vitest('http')],
  ['browser', playwright],
  ['faults, short', whole(process.execPath, ['scripts/faults.mjs', '--short'])],
  ['bench, short', whole(process.execPath, ['bench/run.mjs', '--quick'])],
];

async function main() {
  const fast = process.argv.includes('--fast');
  const startedAtMs = performance.now();
  const seconds = () => ((performance.now() - startedAtMs) / 1000).toFixed(0);
  await install();
  mkdirSync(reports, { recursive: true });
  await generate();
  /** @type {Count} */
  const total = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const failures = [];
  const runSteps = async (/** @type {typeof FAST} */ steps) => {
    for (const [name, step] of steps) {
      console.log(`\n── ${name} (after ${seconds()} s)`);
      const count = await step();
      total.passed += count.passed;
      total.failed += count.failed;
      if (count.failed > 0) failures.push([name, ...(count.names ?? [])].join('\n  '));
    }
  };
  await runSteps(FAST);
  if (!fast) {
    await build();
    await runSteps(SLOW);
  }
  // Once more at the end, which is what one sees of a long run.
  for (const each of failures) console.log(`\nfailed: ${each}`);
  console.log(`\nafter ${seconds()} s\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

await main();
