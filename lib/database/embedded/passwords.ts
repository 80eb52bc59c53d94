import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createDurably, readIfPresent, writeDurably } from '@/lib/config/durable-file';
import { StartError } from '@/lib/config/errors';

export const DATABASE = 'onceover';
export const OWNER_LOGIN = 'onceover_owner';
export const APP_LOGIN = 'onceover_app';
const SUPERUSER = 'postgres';

/** How the embedded server is reached; kept in `database.json` of the data folder, 0600. */
export interface ServerAccess {
  readonly superuserPassword: string;
  readonly ownerPassword: string;
  readonly appPassword: string;
  /** On 127.0.0.1; 0 before the first start. */
  readonly port: number;
}

/** Null when there is no embedded server in this data folder. */
export function readAccess(dataDir: string): ServerAccess | null {
  const file = fileIn(dataDir);
  const content = readIfPresent(file);
  return content === null ? null : parse(file, content);
}

/** Kept before the cluster is made with them, so that a start cut short goes on with the same. */
export function createAccess(dataDir: string): ServerAccess {
  const made = {
    superuserPassword: randomPassword(),
    ownerPassword: randomPassword(),
    appPassword: randomPassword(),
    port: 0,
  };
  createDurably(fileIn(dataDir), serialize(made));
  return readAccess(dataDir) ?? made;
}

export function keepPort(dataDir: string, access: ServerAccess, port: number): ServerAccess {
  const kept = { ...access, port };
  if (port !== access.port) writeDurably(fileIn(dataDir), serialize(kept));
  return kept;
}

export interface ServerUrls {
  readonly appUrl: string;
  readonly ownerUrl: string;
  /** For setting up, and for tests. */
  readonly superuserUrl: string;
}

export function urlsOf(access: ServerAccess): ServerUrls {
  const url = (login: string, password: string, database: string) =>
    `postgresql://${login}:${password}@127.0.0.1:${access.port}/${database}`;
  return {
    appUrl: url(APP_LOGIN, access.appPassword, DATABASE),
    ownerUrl: url(OWNER_LOGIN, access.ownerPassword, DATABASE),
    superuserUrl: url(SUPERUSER, access.superuserPassword, 'postgres'),
  };
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, 'database.json');
}

function serialize(access: ServerAccess): string {
  return `${JSON.stringify(access, null, 2)}\n`;
}

function randomPassword(): string {
  return randomBytes(24).toString('hex');
}

function parse(file: string, content: string): ServerAccess {
  try {
    const { superuserPassword, ownerPassword, appPassword, port } = JSON.parse(content);
    const passwords = [superuserPassword, ownerPassword, appPassword];
    if (passwords.every((each) => /^[0-9a-f]{48}$/.test(each)) && Number.isInteger(port)) {
      return { superuserPassword, ownerPassword, appPassword, port };
    }
  } catch (cause) {
    throw damaged(file, cause);
  }
  throw damaged(file);
}

function damaged(file: string, cause?: unknown): StartError {
  return new StartError(
    `${file} is not what Onceover wrote: restore it from a backup; it holds the embedded database's passwords`,
    { cause },
  );
}
