// Plain JavaScript: scripts/start.mjs needs it before anything is built.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process beyond its number, which the system gives to another one later.
 * @typedef {{ readonly pid: number, readonly startedAt: string }} ProcessIdentity
 */

/**
 * Null when there is no such process, or only its unreaped remains.
 * @param {number} pid
 * @returns {(ProcessIdentity & { readonly parentPid: number, readonly name: string }) | null}
 */
export function findProcess(pid) {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** @returns {ProcessIdentity} */
export function ownIdentity() {
  const own = findProcess(process.pid);
  if (own === null) throw new Error('this process does not find itself in the process table');
  return { pid: own.pid, startedAt: own.startedAt };
}

/**
 * @param {ProcessIdentity} identity
 * @returns {boolean}
 */
export function isAlive(identity) {
  return findProcess(identity.pid)?.startedAt === identity.startedAt;
}

/**
 * The processes that `npm` put above this one: its shell, if that is still there, and npm itself.
 * Empty when not started by npm.
 * @returns {ProcessIdentity[]}
 */
export function npmAncestors() {
  if (process.env.npm_lifecycle_event === undefined) return [];
  /** @type {ProcessIdentity[]} */
  const chain = [];
  let found = findProcess(process.ppid);
  while (found !== null && found.pid > 1 && chain.length < 4) {
    chain.push({ pid: found.pid, startedAt: found.startedAt });
    if (!/^(?:-?(?:[bd]?a|z|k)?sh|busybox)$/.test(found.name)) return chain;
    found = findProcess(found.parentPid);
  }
  return chain;
}

/**
 * proc(5): the name stands in parentheses and may hold any character; after it come the state, the
 * parent, and as the 22nd field of the line the start in clock ticks since boot.
 * @param {number} pid
 */
function fromProc(pid) {
  let line;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  const close = line.lastIndexOf(')');
  const [state, parentPid, ...rest] = line.slice(close + 2).split(' ');
  if (state === 'Z' || state === 'X') return null;
  return {
    pid,
    parentPid: Number(parentPid),
    name: line.slice(line.indexOf('(') + 1, close),
    startedAt: `${bootId()} ${rest[17]}`,
  };
}

/** Ticks since boot mean the same moment only within one boot. */
function bootId() {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
}

/** @param {number} pid */
function fromPs(pid) {
  try {
    const args = ['-o', 'state=,ppid=,lstart=,comm=', '-p', `${pid}`];
    const line = execFileSync('ps', args, {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    const match = /^\s*(\S+)\s+(\d+)\s+((?:\S+\s+){4}\d{4})\s+(.*?)\s*$/.exec(line);
    if (match === null || match[1]?.startsWith('Z')) return null;
    const name = `${match[4]}`.split('/').at(-1) ?? '';
    return { pid, parentPid: Number(match[2]), name, startedAt: `${match[3]}` };
  } catch {
    return null;
  }
}
