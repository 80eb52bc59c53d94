import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fillDataSet } from './fill-data-set.mjs';
import { Onceover, randomSecret } from './onceover.mjs';
import { Postgres } from './postgres.mjs';

/**
 * A log of many events, with all that is made from it, in a PostgreSQL of its own.
 * @typedef {object} DataSet
 * @property {Postgres} postgres
 * @property {string} database
 * @property {string} folder for the data folders of instances on it
 * @property {string} apiKey of the merchant that has most of the events
 * @property {string} emptyApiKey of a merchant that has none
 * @property {string} secret ONCEOVER_SECRET of every instance on it
 */

/** @typedef {Pick<DataSet, 'apiKey' | 'emptyApiKey' | 'secret'>} Secrets */

const DATA_SET_DATABASE = 'onceover';

/** Measured with 10 million; a copy takes the same again, without the write-ahead log. */
const BYTES_AN_EVENT = 2600;
const NAME = 'onceover-bench-log-';
const ABOUT = 'about.json';
// It is thrown away if it is not finished: nothing that keeps data safe is needed meanwhile.
const WHILE_FILLED = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '8GB',
  autovacuum: 'off',
  work_mem: '128MB',
  maintenance_work_mem: '512MB',
};

/**
 * Opens the data set of so many events below `parent`: the one that an earlier bench has left
 * there, or a new one, where the schema or what fills it is another.
 * @param {string} parent
 * @param {number} events
 * @param {(text: string) => void} say
 * @returns {Promise<DataSet | { notMeasured: string }>}
 */
export async function openDataSet(parent, events, say) {
  const folder = path.join(parent, `${NAME}${hashOfDataSet(events)}`);
  const about = path.join(folder, ABOUT);
  if (!existsSync(about)) {
    removeOthers(parent);
    const needed = events * BYTES_AN_EVENT * 1.5;
    if (freeBytes(parent) < needed) {
      return { notMeasured: diskNeeded(needed) };
    }
    await build(folder, events, say);
  }
  /** @type {Secrets} */
  const secrets = JSON.parse(readFileSync(about, 'utf8'));
  say(`data set: ${folder}`);
  const postgres = await Postgres.start(path.join(folder, 'postgres'));
  return { postgres, database: DATA_SET_DATABASE, folder, ...secrets };
}

/**
 * A copy of its database, to be written to: the data set stays as it is.
 * @param {DataSet} dataSet
 * @param {number} events
 * @returns {Promise<DataSet | { notMeasured: string }>}
 */
export async function copyDataSet(dataSet, events) {
  const database = `${dataSet.database}_copy`;
  // What a run that was cut short has left takes the room that this one needs.
  await dataSet.postgres.run('postgres', `DROP DATABASE IF EXISTS ${database}`);
  const needed = events * BYTES_AN_EVENT * 1.5;
  if (freeBytes(dataSet.folder) < needed) return { notMeasured: diskNeeded(needed) };
  await dataSet.postgres.run(
    'postgres',
    `CREATE DATABASE ${database} TEMPLATE ${dataSet.database} STRATEGY FILE_COPY`,
  );
  return { ...dataSet, database };
}

/**
 * An instance on it.
 * @param {DataSet} dataSet
 * @param {{ tail: boolean }} options
 */
export function startOn(dataSet, { tail }) {
  const { databaseUrl, dataFolder, secret } = placeOf(dataSet);
  return Onceover.start(databaseUrl, dataFolder, { apiKey: dataSet.apiKey, secret, tail });
}

/**
 * Where the data of its instances is.
 * @param {DataSet} dataSet
 */
export function placeOf({ postgres, database, folder, secret }) {
  return { databaseUrl: postgres.url(database), dataFolder: path.join(folder, 'instance'), secret };
}

/** @param {number} bytes */
function diskNeeded(bytes) {
  return `less than ${(bytes / 1e9).toFixed(0)} GB of disk free`;
}

/** @param {string} folder */
function freeBytes(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * @param {string} folder
 * @param {number} events
 * @param {(text: string) => void} say
 */
async function build(folder, events, say) {
  say(`data set: making ${events} events`);
  mkdirSync(folder, { mode: 0o711 });
  // PostgreSQL runs as another user when we are root, and must get through.
  chmodSync(folder, 0o711);
  const cluster = path.join(folder, 'postgres');
  /** @type {Secrets} */
  const secrets = {
    apiKey: randomSecret(),
    emptyApiKey: randomSecret(),
    secret: randomSecret(),
  };
  const postgres = await Postgres.start(cluster, WHILE_FILLED);
  await postgres.createDatabase(DATA_SET_DATABASE);
  const url = postgres.url(DATA_SET_DATABASE);
  const instance = await Onceover.start(url, path.join(folder, 'instance'), secrets);
  await instance.end();
  await fillDataSet({ postgres, database: DATA_SET_DATABASE, events, say, ...secrets });
  await postgres.stop();
  await Postgres.sync(cluster);
  writeFileSync(path.join(folder, ABOUT), JSON.stringify(secrets), { mode: 0o600 });
}

/** @param {number} events */
function hashOfDataSet(events) {
  const hash = createHash('sha256').update(String(events));
  const root = path.dirname(import.meta.dirname);
  for (const folder of ['prisma/migrations', 'bench/data-set', 'bench/fill-data-set.mjs']) {
    for (const file of filesOf(path.join(root, folder))) hash.update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}

/** @param {string} place a file, or a folder of them */
function filesOf(place) {
  if (place.endsWith('.mjs')) return [place];
  const names = readdirSync(place, { recursive: true, encoding: 'utf8' }).sort();
  return names.filter((name) => name.endsWith('.sql')).map((name) => path.join(place, name));
}

/**
 * What an earlier version has left: it is big. One in use is left alone.
 * @param {string} parent
 */
function removeOthers(parent) {
  for (const name of readdirSync(parent).filter((each) => each.startsWith(NAME))) {
    const folder = path.join(parent, name);
    if (existsSync(path.join(folder, 'postgres', 'postmaster.pid'))) continue;
    rmSync(folder, { recursive: true, force: true });
  }
}
