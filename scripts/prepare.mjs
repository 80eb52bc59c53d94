import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { tryLock, unlock } from '../lib/config/process-lock.mjs';
import { endLeftoverStep, StartError, say } from './steps.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const LOCK = 'dist/prepare.lock';
const POLL_MS = 200;

/**
 * Brings the clone up to date, one process at a time: of two starts the second waits and finds it
 * done. Where all is done it writes nothing, so that a clone of somebody else's can be run.
 * @param {() => boolean | Promise<boolean>} isDone
 * @param {() => Promise<void>} work
 */
export async function prepareOnce(isDone, work) {
  if (await isDone()) return;
  await lock();
  try {
    endLeftoverStep();
    if (!(await isDone())) await work();
  } finally {
    unlock(LOCK);
  }
}

async function lock() {
  try {
    mkdirSync('dist', { recursive: true });
    for (let waited = false; ; waited = true) {
      const holder = tryLock(LOCK);
      if (holder === null) return;
      if (!waited) say(`waiting for another start of this clone (process ${holder.pid})`);
      await sleep(POLL_MS);
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new StartError(
      `cannot write to ${ROOT}/dist (${error.code}): build as the clone's owner, or clone it for yourself`,
    );
  }
}

/** Every script works in the clone's root, wherever it was called from. */
export function enterRoot() {
  process.chdir(ROOT);
}

/**
 * Runs a script's work if node was given that script, not when another imports it.
 * @param {string} url of the script
 * @param {() => Promise<void>} work
 */
export async function runDirectly(url, work) {
  if (process.argv[1] !== fileURLToPath(url)) return;
  enterRoot();
  try {
    await work();
  } catch (error) {
    reportAndExit(error);
  }
}

/** Errors whose message is one line that says what to do; of others the whole is shown. */
const OPERATORS = ['StartError', 'ConfigurationError'];

/**
 * @param {unknown} error
 * @returns {never}
 */
export function reportAndExit(error) {
  if (error instanceof Error && OPERATORS.includes(error.name)) {
    process.stderr.write(`onceover: ${error.message}\n`);
  } else if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? error.port : '';
    process.stderr.write(
      `onceover: port ${port} is taken: stop what listens there, or set PORT to another\n`,
    );
  } else {
    console.error(error);
  }
  process.exit(1);
}
