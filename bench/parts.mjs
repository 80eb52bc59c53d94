import os from 'node:os';
import path from 'node:path';
import { Load } from './load.mjs';
import { isPeerInstalled, PEERS } from './peers.mjs';
import { Postgres } from './postgres.mjs';
import { runCommand } from './processes.mjs';
import { findProgram, firstLine, installPeers, versionOf } from './programs.mjs';
import { REDIS_SETTINGS, startRedis } from './redis.mjs';

/**
 * Real parts, each on a port and in a folder of its own; what cannot be had is left out.
 * @param {string} folder
 * @param {{ mayInstall: boolean }} options
 */
export async function startParts(folder, { mayInstall }) {
  const redis = await findProgram('redis-server', mayInstall);
  const pgbench = await findProgram('pgbench', mayInstall);
  await installPeers().catch((error) =>
    console.log(`The peers could not be installed: ${firstLine(error)}`),
  );
  const postgres = await Postgres.start(path.join(folder, 'postgres'));
  const redisPort =
    redis === undefined ? undefined : await startRedis(redis, path.join(folder, 'redis'));
  console.log(await description(postgres, redis, pgbench));
  return { folder, postgres, redisPort, pgbench, load: new Load() };
}

/**
 * What the figures were measured on and with.
 * @param {Postgres} postgres
 * @param {string | undefined} redis
 * @param {string | undefined} pgbench
 */
async function description(postgres, redis, pgbench) {
  const cpus = os.cpus();
  const memoryGib = Math.round(os.totalmem() / 2 ** 30);
  const [server] = await postgres.run('postgres', 'SELECT version()');
  const peers = PEERS.filter(isPeerInstalled).map(({ needs }) => `${needs} ${versionOf(needs)}`);
  return [
    `machine     ${cpus.length} × ${cpus[0]?.model.trim()}, ${memoryGib} GiB, ${os.type()} ${os.release()}`,
    `Node        ${process.versions.node}`,
    `PostgreSQL  ${server?.version}; ${settings(commitSettings(postgres.settings))}`,
    `Redis       ${redis ? `${await runCommand(redis, ['--version'])}`.trim() : 'none'}; ${settings(REDIS_SETTINGS)}`,
    `pgbench     ${pgbench ? (await runCommand(pgbench, ['--version'])).trim() : 'none'}`,
    `peers       ${[...new Set(peers)].join(', ') || 'none'}`,
    '',
  ].join('\n');
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
