import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { freePort, startProcess, untilReady } from './processes.mjs';

/** As production runs it where it must not forget: an append-only file, synced each second. */
export const REDIS_SETTINGS = { appendonly: 'yes', appendfsync: 'everysec', save: '' };

/**
 * Starts a Redis of the bench's own.
 * @param {string} program
 * @param {string} folder
 * @returns {Promise<number>} its port
 */
export async function startRedis(program, folder) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const settings = Object.entries(REDIS_SETTINGS).flatMap(([name, value]) => [`--${name}`, value]);
  const server = startProcess(
    program,
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...settings],
    { cwd: folder },
  );
  await untilReady(server, () => accepts(port), 'redis-server');
  return port;
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
