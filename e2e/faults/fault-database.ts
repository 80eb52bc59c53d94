import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { OWNER_LOGIN } from '@/lib/database/embedded/passwords';
import { type EmbeddedServer, startEmbeddedServer } from '@/lib/database/embedded-server';
import { onDatabase } from '@/lib/database/testing/on-database';
import { pause } from '../app-process';

const READY_MS = 60_000;
const POLL_MS = 20;

/** A database of one fault's own, as an app gets it. */
export interface AppDatabase {
  readonly url: string;
  readonly ownerUrl: string;
  /** For reading what is left in the end; the caller ends it. */
  connect(): Promise<pg.Client>;
}

/** The embedded PostgreSQL with its durable settings, in a folder of its own. */
export class FaultDatabase {
  readonly #folder: string;
  readonly #server: EmbeddedServer;

  private constructor(folder: string, server: EmbeddedServer) {
    this.#folder = folder;
    this.#server = server;
  }

  static async start(): Promise<FaultDatabase> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'onceover-faults-'));
    // The server runs as a user of its own when we are root.
    chmodSync(folder, 0o711);
    const server = await startEmbeddedServer({ dataDir: folder, say: () => undefined });
    return new FaultDatabase(folder, server);
  }

  async create(name: string, settings: Record<string, string> = {}): Promise<AppDatabase> {
    await this.#asSuperuser(`CREATE DATABASE ${name} OWNER ${OWNER_LOGIN}`);
    for (const [setting, value] of Object.entries(settings)) {
      await this.#asSuperuser(`ALTER DATABASE ${name} SET ${setting} = '${value}'`);
    }
    const { appUrl, ownerUrl } = this.#server;
    const url = onDatabase(ownerUrl, name);
    return {
      url: onDatabase(appUrl, name),
      ownerUrl: url,
      connect: async () => {
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        return client;
      },
    };
  }

  /** Changes a setting of the running server. */
  async set(setting: string, value: string): Promise<void> {
    await this.#asSuperuser(`ALTER SYSTEM SET ${setting} = '${value}'`);
    await this.#asSuperuser('SELECT pg_reload_conf()');
  }

  /**
   * Immediate shutdown: nothing is finished or flushed. The product's supervisor starts the server
   * again by itself; resolves when it answers.
   */
  async restartImmediately(): Promise<void> {
    const pid = this.#serverProcess();
    process.kill(pid, 'SIGQUIT');
    const deadlineMs = performance.now() + READY_MS;
    while (performance.now() < deadlineMs) {
      await pause(POLL_MS);
      if (isAlive(pid)) continue;
      const answers = await this.#asSuperuser('SELECT').then(
        () => true,
        () => false,
      );
      if (answers) return;
    }
    throw new Error('the database did not come back');
  }

  temporaryFolder(name: string): string {
    return path.join(this.#folder, name);
  }

  async close(): Promise<void> {
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true });
  }

  #serverProcess(): number {
    const file = path.join(this.#folder, 'postgres', 'postmaster.pid');
    return Number(readFileSync(file, 'utf8').split('\n')[0]);
  }

  async #asSuperuser(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#server.superuserUrl });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(statement);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
