import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { findProcess, isAlive } from '../lib/config/process-identity.mjs';

/** What the operator is to mend; shown as one line, without a stack. */
export class StartError extends Error {
  /** @override */
  name = 'StartError';
}

/**
 * Says what is being done, with the seconds since this process began.
 * @param {string} step
 */
export function say(step) {
  process.stdout.write(`onceover ${process.uptime().toFixed(1).padStart(5)} s  ${step}\n`);
}

/** Where `run` notes its child while it runs, so that one that outlives us is not left to write. */
const CHILD_FILE = 'dist/step.json';

/**
 * Runs a program to its end, quietly; when it fails, all that it said is shown. It has a process
 * group of its own: a signal for us is passed on to all of it, and then ends us too.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {object} options
 * @param {string} options.what
 * @param {Readonly<Record<string, string>>} [options.env]
 * @param {number} [options.timeoutMs] ended then, which is a failure; without it, it has all the time
 */
export async function run(program, args, { what, env = {}, timeoutMs }) {
  const child = spawn(program, args, {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) {
    writeFileSync(CHILD_FILE, JSON.stringify(findProcess(child.pid)));
  }
  /** @type {Buffer[]} */
  const output = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => output.push(chunk));
  }
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    endGroup(child.pid, signal);
    process.exit(0);
  };
  process.once('SIGINT', passOn).once('SIGTERM', passOn);
  const timer = timeoutMs && setTimeout(() => endGroup(child.pid, 'SIGKILL'), timeoutMs);
  try {
    /** @type {number | null} */
    const status = await new Promise((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    if (status === 0) return;
    process.stderr.write(Buffer.concat(output));
    throw new StartError(`${what} failed; what it said stands above`);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new StartError(`cannot run ${program} (${error.code}): ${what} needs it`);
  } finally {
    clearTimeout(timer);
    process.removeListener('SIGINT', passOn).removeListener('SIGTERM', passOn);
    rmSync(CHILD_FILE, { force: true });
  }
}

/** Ends the step of a start that was killed: it would go on writing what we are about to write. */
export function endLeftoverStep() {
  /** @type {import('../lib/config/process-identity.mjs').ProcessIdentity | null} */
  let child = null;
  try {
    child = JSON.parse(readFileSync(CHILD_FILE, 'utf8'));
  } catch {
    return;
  }
  if (child !== null && isAlive(child)) endGroup(child.pid, 'SIGKILL');
  rmSync(CHILD_FILE, { force: true });
}

/**
 * @param {number | undefined} leader
 * @param {NodeJS.Signals} signal
 */
function endGroup(leader, signal) {
  try {
    if (leader !== undefined) process.kill(-leader, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
