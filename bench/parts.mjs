import os from 'node:os';
import path from 'node:path';
import { isPeerInstalled, PEERS } from './peers.mjs';
import { Postgres } from './postgres.mjs';
import { runCommand } from './processes.mjs';
import { findProgram, firstLine, installPeers, versionOf } from './programs.mjs';
import { REDIS_SETTINGS, startRedis } from './redis.mjs';

/**
 * What every measurement works with.
 * @typedef {object} Parts
 * @property {string} folder of this run; gone when it ends
 * @property {string} parent where that is, and what is kept for later runs
 * @property {boolean} quick
 * @property {string | undefined} pgbench undefined where it cannot be had, as all programs
 * @property {import('./load.mjs').Load} load
 * @property {(text: string) => void} say
 * @property {(where: string, wrong: Record<string, number>) => void} countWrong
 */

/**
 * What the ingest is measured with: real parts, each on a port and in a folder of its own; what
 * cannot be had is left out.
 * @param {Parts} parts
 */
export async function startIngestParts({ folder, pgbench, quick }) {
  const redis = await findProgram('redis-server', !quick);
  await installPeers().catch((error) =>
    console.log(`The peers could not be installed: ${firstLine(error)}`),
  );
  const postgres = await Postgres.start(path.join(folder, 'postgres'));
  const redisPort =
    redis === undefined ? undefined : await startRedis(redis, path.join(folder, 'redis'));
  const peers = PEERS.filter(isPeerInstalled).map(({ needs }) => `${needs} ${versionOf(needs)}`);
  await describe(postgres, pgbench);
  console.log(
    [
      `Redis       ${redis ? `${await runCommand(redis, ['--version'])}`.trim() : 'none'}; ${settings(REDIS_SETTINGS)}`,
      `peers       ${[...new Set(peers)].join(', ') || 'none'}`,
      '',
    ].join('\n'),
  );
  return { postgres, redisPort };
}

/**
 * Says what the figures are measured on and with.
 * @param {Postgres} postgres
 * @param {string | undefined} pgbench
 */
export async function describe(postgres, pgbench) {
  const cpus = os.cpus();
  const memoryGib = Math.round(os.totalmem() / 2 ** 30);
  const [server] = await postgres.run('postgres', 'SELECT version()');
  console.log(
    [
      `machine     ${cpus.length} × ${cpus[0]?.model.trim()}, ${memoryGib} GiB, ${os.type()} ${os.release()}`,
      `Node        ${process.versions.node}`,
      `PostgreSQL  ${server?.version}; ${settings(commitSettings(postgres.settings))}`,
      `pgbench     ${pgbench ? (await runCommand(pgbench, ['--version'])).trim() : 'none'}`,
    ].join('\n'),
  );
}

/** @param {Readonly<Record<string, string>>} values those that decide what a commit costs */
function commitSettings({
  shared_buffers = '',
  max_wal_size = '',
  wal_compression = '',
  checkpoint_timeout = '',
  fsync = '',
  synchronous_commit = '',
}) {
  return {
    shared_buffers,
    max_wal_size,
    wal_compression,
    checkpoint_timeout,
    fsync,
    synchronous_commit,
  };
}

/** @param {Readonly<Record<string, string>>} values */
function settings(values) {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value || "''"}`)
    .join(' ');
}
