import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** Replaces a file so that a crash leaves the old one or the new one, whole. Mode 0600. */
export function writeDurably(file: string, content: string): void {
  const written = writeBeside(file, content);
  renameSync(written, file);
  syncFolder(path.dirname(file));
}

/**
 * Creates a file unless it is there, whole or not at all, mode 0600. Returns whether this call
 * made it: of several at once exactly one does.
 */
export function createDurably(file: string, content: string): boolean {
  const written = writeBeside(file, content);
  try {
    linkSync(written, file);
    syncFolder(path.dirname(file));
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(written);
  }
}

/** Null when the file is not there. */
export function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Whether this is the system's error of that name, as in `ENOENT`. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeBeside(file: string, content: string): string {
  const beside = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const descriptor = openSync(beside, 'wx', 0o600);
  try {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return beside;
}
