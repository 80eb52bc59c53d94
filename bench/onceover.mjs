import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { endProcess, freePort, runCommand, startProcess, untilReady } from './processes.mjs';

const ROOT = path.dirname(import.meta.dirname);
/** As `npm start` runs it: what follows `node`. */
const START = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))
  .scripts.start.replace(/^exec node /, '')
  .split(' ');
const START_WITHIN_MS = 60_000;

/** A running instance of ours, as `npm start` runs it, on a database of the bench's. */
export class Onceover {
  /**
   * @param {import('node:child_process').ChildProcess} server
   * @param {number} port
   * @param {string} apiKey
   */
  constructor(server, port, apiKey) {
    this.server = server;
    /** What the load generator needs to know of it. */
    this.target = {
      port,
      path: '/api/v1/payments',
      headers: { Authorization: `Bearer ${apiKey}` },
      marker: 'idempotent-replayed: true',
    };
  }

  /**
   * Migrates the database and serves on it. Without its tail it shows what taking a request costs,
   * without the work that comes after.
   * @param {string} databaseUrl
   * @param {string} dataFolder
   * @param {{ tail?: boolean, apiKey?: string, secret?: string }} [options]
   */
  static async start(databaseUrl, dataFolder, options = {}) {
    const port = await freePort();
    const { tail = false, apiKey = randomSecret(), secret = randomSecret() } = options;
    const server = startProcess(process.execPath, START, {
      cwd: ROOT,
      env: {
        ...environmentOf({ databaseUrl, dataFolder, secret }),
        HOST: '127.0.0.1',
        PORT: String(port),
        ONCEOVER_ADMIN_PASSWORD: randomBytes(12).toString('hex'),
        ONCEOVER_API_KEY: apiKey,
        ONCEOVER_TAIL: tail ? 'on' : 'off',
      },
    });
    const isReady = () =>
      fetch(`http://127.0.0.1:${port}/api/health/ready`).then(
        (response) => response.ok,
        () => false,
      );
    await untilReady(server, isReady, 'Onceover', START_WITHIN_MS);
    return new Onceover(server, port, apiKey);
  }

  async end() {
    await endProcess(this.server);
  }

  /** @returns {Promise<number>} resident memory of the process, in MiB */
  async residentMib() {
    const pid = this.server.pid ?? 0;
    if (process.platform !== 'linux') {
      return Number(await runCommand('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024;
    }
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024;
  }
}

/**
 * What an instance's own command says, as JSON.
 * @param {Place} place
 * @param {readonly string[]} args as of `npm run admin`
 * @returns {Promise<Record<string, unknown>>}
 */
export async function runAdmin(place, args) {
  const said = await runCommand(process.execPath, ['scripts/admin.mjs', ...args], {
    cwd: ROOT,
    env: environmentOf(place),
  });
  return JSON.parse(said.trim().split('\n').at(-1) ?? '');
}

/** A secret of our own, or an API key. */
export function randomSecret() {
  return randomBytes(32).toString('hex');
}

/**
 * @typedef {{ databaseUrl: string, dataFolder: string, secret: string }} Place
 * @param {Place} place where an instance's data is
 * @returns {NodeJS.ProcessEnv}
 */
function environmentOf({ databaseUrl, dataFolder, secret }) {
  return {
    ...withoutOurs(process.env),
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    ONCEOVER_DATA_DIR: dataFolder,
    ONCEOVER_SECRET: secret,
  };
}

/**
 * What the caller's shell sets for an instance of its own must not reach the bench's.
 * @param {NodeJS.ProcessEnv} env
 */
function withoutOurs(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(ONCEOVER_|DIRECT_DATABASE_URL$)/.test(name)),
  );
}
