import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  type Stats,
  symlinkSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isCode } from '@/lib/config/durable-file';

/**
 * Copies PostgreSQL's programs out of a clone that only root may enter, into a folder that root
 * owns and everybody may read. Yields the copy in one place after the other, for the caller to try:
 * a place may be mounted noexec or closed to others too.
 */
export function* copyForOthers(native: string, version: string): Generator<string> {
  for (const place of new Set([os.tmpdir(), '/tmp', '/var/tmp', '/var/lib'])) {
    const folder = path.join(place, `onceover-postgres-${version}`);
    try {
      if (!isSafePlace(place)) continue;
      mkdirUnlessThere(folder);
      if (!isRootsOwn(lstatSync(folder))) continue;
      bringUpToDate(native, folder);
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error;
      continue;
    }
    yield folder;
  }
}

/** Nobody else may replace what we put there: not writable by others, or sticky. */
function isSafePlace(place: string): boolean {
  const { mode, uid } = lstatSync(place);
  return uid === 0 && ((mode & 0o022) === 0 || (mode & 0o1000) !== 0);
}

function isRootsOwn(stats: Stats): boolean {
  return stats.isDirectory() && stats.uid === 0 && (stats.mode & 0o022) === 0;
}

function mkdirUnlessThere(folder: string): void {
  try {
    mkdirSync(folder);
    chmodSync(folder, 0o755);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
}

/** Also mends a copy of which a cleaner of temporary files took a part. */
function bringUpToDate(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isDirectory()) {
      mkdirUnlessThere(target);
      bringUpToDate(source, target);
    } else if (!isSame(source, target)) {
      replace(source, target, entry.isSymbolicLink());
    }
  }
}

function isSame(source: string, target: string): boolean {
  try {
    return lstatSync(source).size === lstatSync(target).size;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** By rename, so that another start or a running server never meets half a file. */
function replace(source: string, target: string, isLink: boolean): void {
  const beside = `${target}.${randomBytes(6).toString('hex')}`;
  if (isLink) {
    symlinkSync(readlinkSync(source), beside);
  } else {
    copyFileSync(source, beside);
    chmodSync(beside, (lstatSync(source).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
  renameSync(beside, target);
}
