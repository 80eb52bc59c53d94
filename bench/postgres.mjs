import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { bundle } from '../scripts/bundle.mjs';
import { endProcess, freePort, runCommand, startProcess, untilReady } from './processes.mjs';

const MIGRATIONS = path.join(path.dirname(import.meta.dirname), 'prisma', 'migrations');
const OWNER = 'postgres';

/** @typedef {Record<string, string | null>[]} Rows */
/** @typedef {{ run: (sql: string) => Promise<Rows>, end: () => Promise<void> }} Session */

/** One PostgreSQL of the bench's own, for all contenders alike. */
export class Postgres {
  owner = OWNER;
  #server;

  /**
   * @param {import('node:child_process').ChildProcess} server
   * @param {number} port
   * @param {Readonly<Record<string, string>>} settings
   */
  constructor(server, port, settings) {
    this.#server = server;
    this.port = port;
    this.settings = settings;
  }

  /**
   * @param {string} folder made by this call, unless it holds a cluster already
   * @param {Readonly<Record<string, string>>} [otherSettings]
   */
  static async start(folder, otherSettings = {}) {
    // Before the settings, which follow the folder's free space.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { account, initdb, postgres, environment, ...own } = await embeddedServer(folder);
    const settings = { ...own.settings, ...otherSettings };
    if (!existsSync(path.join(folder, 'PG_VERSION'))) {
      if (account) chownSync(folder, account.uid, account.gid);
      // The peers' libraries and pgbench come in without a password: it listens on loopback only.
      const cluster = ['--pgdata', folder, '--username', OWNER, '--auth', 'trust'];
      await runCommand(initdb, [...cluster, '--encoding', 'UTF8', '--locale', 'C'], {
        ...account,
        cwd: folder,
        env: environment,
      });
    }
    const options = { ...account, cwd: folder, env: environment };
    const port = await freePort();
    const flags = Object.entries({ ...settings, port }).map(
      ([name, value]) => `--${name}=${value}`,
    );
    const server = startProcess(postgres, ['-D', folder, ...flags], {
      ...options,
      endSignal: 'SIGINT',
    });
    const started = new Postgres(server, port, settings);
    // It listens before it can answer.
    const answers = () => started.run('postgres', 'SELECT').then(Boolean, () => false);
    await untilReady(server, answers, 'PostgreSQL');
    return started;
  }

  /** @param {string} folder of a cluster that ran without fsync, and is stopped */
  static async sync(folder) {
    const { account, initdb, environment } = await embeddedServer(folder);
    await runCommand(initdb, ['--sync-only', '--pgdata', folder], {
      ...account,
      cwd: folder,
      env: environment,
    });
  }

  async stop() {
    await endProcess(this.#server);
  }

  /** @param {string} database */
  url(database) {
    return `postgresql://${OWNER}@127.0.0.1:${this.port}/${database}`;
  }

  /** @param {string} database */
  async createDatabase(database) {
    await this.run('postgres', `CREATE DATABASE ${database}`);
  }

  /** @param {string} database */
  async dropDatabase(database) {
    await this.run('postgres', `DROP DATABASE ${database} WITH (FORCE)`);
  }

  /**
   * Our tables, made from the same migrations as the product's.
   * @param {string} database
   */
  async createTables(database) {
    await this.createDatabase(database);
    const files = readdirSync(MIGRATIONS, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.sql')).sort()) {
      await this.run(database, readFileSync(path.join(MIGRATIONS, file), 'utf8'));
    }
  }

  /**
   * Each value comes as PostgreSQL writes it.
   * @param {string} database
   * @param {string} sql
   * @returns {Promise<Rows>}
   */
  async run(database, sql) {
    const session = await this.connect(database);
    try {
      return await session.run(sql);
    } finally {
      await session.end();
    }
  }

  /**
   * A connection for many statements.
   * @param {string} database
   * @returns {Promise<Session>}
   */
  async connect(database) {
    const client = new pg.Client({
      connectionString: this.url(database),
      types: { getTypeParser: () => (/** @type {string} */ value) => value },
    });
    // A connection that is lost while nobody waits for it says so at its next statement.
    client.on('error', () => undefined);
    await client.connect();
    return {
      run: async (sql) => (await client.query(sql)).rows,
      end: () => client.end(),
    };
  }
}

/**
 * The product's own code decides how PostgreSQL is run; it has to be bundled first.
 * @param {string} folder
 * @returns {Promise<import('./embedded-server').EmbeddedServer>}
 */
async function embeddedServer(folder) {
  const file = await bundle('bench/embedded-server.ts', 'bench-embedded-server.mjs');
  /** @type {typeof import('./embedded-server')} */
  const bundled = await import(pathToFileURL(path.resolve(file)).href);
  return bundled.embeddedServer(folder);
}
