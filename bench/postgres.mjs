import { chownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { bundle } from '../scripts/bundle.mjs';
import { freePort, runCommand, startProcess, untilReady } from './processes.mjs';

const MIGRATIONS = path.join(path.dirname(import.meta.dirname), 'prisma', 'migrations');
const OWNER = 'postgres';

/** One PostgreSQL of the bench's own, for all contenders alike. */
export class Postgres {
  owner = OWNER;

  /**
   * @param {number} port
   * @param {Readonly<Record<string, string>>} settings
   */
  constructor(port, settings) {
    this.port = port;
    this.settings = settings;
  }

  /** @param {string} folder made by this call */
  static async start(folder) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { account, initdb, postgres, environment, settings } = await embeddedServer(folder);
    if (account) chownSync(folder, account.uid, account.gid);
    const options = { ...account, cwd: folder, env: environment };
    // The peers' libraries and pgbench come in without a password: it listens on loopback only.
    const cluster = ['--pgdata', folder, '--username', OWNER, '--auth', 'trust'];
    await runCommand(initdb, [...cluster, '--encoding', 'UTF8', '--locale', 'C'], options);
    const port = await freePort();
    const flags = Object.entries({ ...settings, port }).map(
      ([name, value]) => `--${name}=${value}`,
    );
    const server = startProcess(postgres, ['-D', folder, ...flags], {
      ...options,
      endSignal: 'SIGINT',
    });
    const started = new Postgres(port, settings);
    // It listens before it can answer.
    const answers = () => started.run('postgres', 'SELECT').then(Boolean, () => false);
    await untilReady(server, answers, 'PostgreSQL');
    return started;
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
   * @returns {Promise<Record<string, string | null>[]>}
   */
  async run(database, sql) {
    const client = new pg.Client({
      connectionString: this.url(database),
      types: { getTypeParser: () => (/** @type {string} */ value) => value },
    });
    await client.connect();
    try {
      const { rows } = await client.query(sql);
      return rows;
    } finally {
      await client.end();
    }
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
