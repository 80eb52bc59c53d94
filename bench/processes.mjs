import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {import('node:child_process').SpawnOptions} SpawnOptions */

/** @type {Map<ChildProcess, NodeJS.Signals>} every process of the bench, and the signal that ends it */
const running = new Map();
const END_WITHIN_MS = 20_000;

// The last resort, also after an uncaught error: nothing of the bench outlives it.
process.on('exit', () => {
  for (const child of running.keys()) child.kill('SIGKILL');
});

/**
 * Starts a process that `endProcess` or `endAll` ends.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {SpawnOptions & { endSignal?: NodeJS.Signals }} [options]
 * @returns {ChildProcess}
 */
export function startProcess(command, args, { endSignal = 'SIGTERM', ...options } = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  running.set(child, endSignal);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * Ends one process by its id: asked first, killed when it does not go.
 * @param {ChildProcess} child
 */
export async function endProcess(child) {
  const signal = running.get(child);
  if (signal === undefined) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const killer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
  await exited;
  clearTimeout(killer);
}

/** Ends them all, the last started first. */
export async function endAll() {
  for (const child of [...running.keys()].reverse()) await endProcess(child);
}

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {SpawnOptions} [options]
 * @returns {Promise<string>} its standard output
 * @throws {Error} with its error output, when it fails or cannot be started
 */
export function runCommand(command, args, options = {}) {
  const child = startProcess(command, args, options);
  const output = collect(child.stdout);
  const errors = collect(child.stderr);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output.text);
      else reject(new Error(`${command} ended with ${code}: ${errors.text || output.text}`));
    });
  });
}

/**
 * Waits until a process says that it is ready.
 * @param {ChildProcess} child
 * @param {() => Promise<boolean>} isReady asked every 50 ms
 * @param {string} name
 * @param {number} waitMs
 */
export async function untilReady(child, isReady, name, waitMs = 60_000) {
  const output = [collect(child.stdout), collect(child.stderr)];
  const said = () => output.map((part) => part.text.slice(-2000)).join('\n');
  const deadlineMs = performance.now() + waitMs;
  while (!(await isReady())) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${name} ended before it was ready: ${said()}`);
    }
    if (performance.now() > deadlineMs) throw new Error(`${name} was not ready in time: ${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Below the ports that the system gives to outgoing connections: of these one could take it before
 * the server does.
 * @returns {Promise<number>} a port that nobody listens on
 */
export async function freePort() {
  for (;;) {
    const port = randomInt(10_000, 20_000);
    const server = createServer();
    const free = await new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** @param {NodeJS.ReadableStream | null} stream */
function collect(stream) {
  const collected = { text: '' };
  stream?.on('data', (chunk) => {
    // Only the end is ever shown; a chatty process must not fill the memory.
    collected.text = (collected.text + chunk).slice(-1_000_000);
  });
  return collected;
}
