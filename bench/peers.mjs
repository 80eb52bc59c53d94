import path from 'node:path';
import { freePort, startProcess, untilReady } from './processes.mjs';
import { isInstalled } from './programs.mjs';
import { accepts } from './redis.mjs';

/**
 * @typedef {object} Peer
 * @property {string} name
 * @property {string} module
 * @property {string} needs the package that it is about
 * @property {string} marker its replay marker's header line, in lower case
 */

const IDEMPOTENT_REPLAYED = 'idempotent-replayed: true';

/** @type {readonly Peer[]} */
export const PEERS = [
  {
    name: 'express-node-idempotency-redis',
    module: 'express-node-idempotency.mjs',
    needs: '@node-idempotency/core',
    marker: IDEMPOTENT_REPLAYED,
  },
  {
    name: 'hono-node-idempotency-redis',
    module: 'hono-node-idempotency.mjs',
    needs: '@node-idempotency/core',
    marker: IDEMPOTENT_REPLAYED,
  },
  {
    name: 'hono-idempotency-redis',
    module: 'hono-idempotency.mjs',
    needs: 'hono-idempotency',
    marker: 'idempotency-replayed: true',
  },
  {
    name: 'express-powertools-redis',
    module: 'express-powertools.mjs',
    needs: '@aws-lambda-powertools/idempotency',
    marker: IDEMPOTENT_REPLAYED,
  },
];

/** @param {Peer} peer */
export const isPeerInstalled = (peer) => isInstalled(peer.needs);

/**
 * Starts a peer as a process of its own.
 * @param {Peer} peer
 * @param {string} databaseUrl
 * @param {string} redisUrl
 * @returns {Promise<number>} its port
 */
export async function startPeer(peer, databaseUrl, redisUrl) {
  const port = await freePort();
  const server = startProcess(
    process.execPath,
    [path.join(import.meta.dirname, 'peers', peer.module)],
    {
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PEER_PORT: String(port),
        PEER_DATABASE_URL: databaseUrl,
        PEER_REDIS_URL: redisUrl,
      },
    },
  );
  await untilReady(server, () => accepts(port), peer.name);
  return port;
}
