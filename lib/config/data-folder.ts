import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { newSecret } from '@/lib/access/api-key';
import { createDurably, isCode, readIfPresent } from './durable-file';
import type { Config } from './environment';
import { StartError } from './errors';

/**
 * Makes the data folder, 0700; one that exists keeps its mode, since each secret in it is 0600 by
 * itself. Throws StartError where it cannot.
 */
export function ensureDataFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new StartError(
      `cannot make the data folder ${dataDir} (${codeOf(error)}): make it yours, or name another with ONCEOVER_DATA_DIR`,
      { cause: error },
    );
  }
}

/**
 * With those above it. Node's own `recursive` tries for ever where a folder is there and nothing can
 * be made in it (ENOENT in /proc).
 */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = path.dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another start may just have made it.
    if (!isCode(error, 'EEXIST') || !statSync(folder).isDirectory()) throw error;
  }
}

/** ONCEOVER_SECRET, or the one that the data folder keeps, made at the first call. */
export function ensureSecret(config: Pick<Config, 'dataDir' | 'secret'>): string {
  if (config.secret !== null) return config.secret;
  const file = path.join(config.dataDir, 'secret');
  const secret = keepOnce(file, () => randomBytes(36).toString('base64url')).content.trim();
  if (secret.length >= 32) return secret;
  throw new StartError(
    `${file} holds less than 32 characters: restore it from a backup, or remove it, which signs everybody out`,
  );
}

export interface Credentials {
  /** Whether this call made what the environment does not name: print it now, and never again. */
  readonly created: boolean;
  /** Where the made ones are kept. */
  readonly file: string;
  readonly adminEmail: string;
  readonly adminPassword: string;
  readonly apiKey: string;
}

/**
 * The first administrator's password and the first API key: the environment's, or random ones made
 * at the first call and kept in `credentials.json` (0600), where `npm run simulate` finds the key.
 * Every call returns them, so that a start cut short can still put them into the database.
 */
export function ensureCredentials(
  config: Pick<Config, 'dataDir' | 'adminEmail' | 'adminPassword' | 'apiKey'>,
): Credentials {
  const file = path.join(config.dataDir, 'credentials.json');
  const { adminEmail, adminPassword, apiKey } = config;
  if (adminPassword !== null && apiKey !== null) {
    return { created: false, file, adminEmail, adminPassword, apiKey };
  }
  const { content, created } = keepOnce(file, () =>
    JSON.stringify({ adminEmail, adminPassword: randomPassword(), apiKey: newSecret() }, null, 2),
  );
  const kept = parseCredentials(file, content);
  return {
    created,
    file,
    adminEmail,
    adminPassword: adminPassword ?? kept.adminPassword,
    apiKey: apiKey ?? kept.apiKey,
  };
}

/** What the file holds; made first if it is not there. */
function keepOnce(
  file: string,
  make: () => string,
): { readonly content: string; readonly created: boolean } {
  try {
    const kept = readIfPresent(file);
    if (kept !== null) return { content: kept, created: false };
    ensureDataFolder(path.dirname(file));
    const created = createDurably(file, `${make()}\n`);
    return { content: readFileSync(file, 'utf8'), created };
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].some((code) => isCode(error, code))) throw error;
    throw new StartError(
      `cannot use ${file}: the data folder belongs to another account; run as that one, or name another folder with ONCEOVER_DATA_DIR`,
      { cause: error },
    );
  }
}

function parseCredentials(
  file: string,
  content: string,
): { readonly adminPassword: string; readonly apiKey: string } {
  try {
    const kept: unknown = JSON.parse(content);
    if (typeof kept === 'object' && kept !== null && 'adminPassword' in kept && 'apiKey' in kept) {
      const { adminPassword, apiKey } = kept;
      if (typeof adminPassword === 'string' && typeof apiKey === 'string') {
        return { adminPassword, apiKey };
      }
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
  throw unreadable(file);
}

function unreadable(file: string, cause?: unknown): StartError {
  return new StartError(
    `${file} is not what Onceover wrote: restore it, or set ONCEOVER_ADMIN_PASSWORD and ONCEOVER_API_KEY`,
    { cause },
  );
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.message;
}

const UNMISTAKABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** 99 bits, in characters that are read aloud and typed without mistakes. */
function randomPassword(): string {
  return Array.from({ length: 20 }, () => UNMISTAKABLE[randomInt(UNMISTAKABLE.length)]).join('');
}
