// Plain JavaScript: scripts/start.mjs needs it before anything is built.
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, npmAncestors, ownIdentity } from './process-identity.mjs';

/**
 * @typedef {import('./process-identity.mjs').ProcessIdentity} ProcessIdentity
 * @typedef {ProcessIdentity & { readonly ancestors: readonly ProcessIdentity[] }} Holder
 */

/**
 * Takes a lock file that a dead process cannot keep. Returns null when it is ours now, else who
 * holds it. The file appears whole, so exactly one of several at once makes it.
 * @param {string} file
 * @returns {Holder | null}
 */
export function tryLock(file) {
  const content = JSON.stringify({ ...ownIdentity(), ancestors: npmAncestors() });
  for (;;) {
    if (createWhole(file, content)) return null;
    const found = read(file);
    if (found === null) continue;
    const holder = parseHolder(found);
    if (holder !== null && isAlive(holder)) return holder;
    removeStale(file, found);
  }
}

/** @param {string} file */
export function unlock(file) {
  const found = read(file);
  const holder = found === null ? null : parseHolder(found);
  if (holder?.pid === process.pid) rmSync(file, { force: true });
}

/**
 * npm put it there and is gone: nobody waits for it any more.
 * @param {Holder} holder
 */
export function isOrphaned(holder) {
  return holder.ancestors.some((ancestor) => !isAlive(ancestor));
}

/**
 * Another starter may have replaced the dead one's file since it was read; what was moved by
 * mistake goes back.
 * @param {string} file
 * @param {string} found
 */
function removeStale(file, found) {
  const aside = beside(file);
  try {
    renameSync(file, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (read(aside) !== found) createLink(aside, file);
  rmSync(aside);
}

/**
 * @param {string} file
 * @param {string} content
 */
function createWhole(file, content) {
  const written = beside(file);
  writeFileSync(written, content, { flag: 'wx', mode: 0o600 });
  try {
    return createLink(written, file);
  } finally {
    rmSync(written);
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function createLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** @param {string} file */
function beside(file) {
  return `${file}.${randomBytes(6).toString('hex')}`;
}

/**
 * @param {string} file
 * @returns {string | null}
 */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/**
 * @param {string} content
 * @returns {Holder | null}
 */
function parseHolder(content) {
  try {
    const { pid, startedAt, ancestors } = JSON.parse(content);
    return Number.isInteger(pid) && Array.isArray(ancestors) ? { pid, startedAt, ancestors } : null;
  } catch {
    return null;
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
