// npm start: the whole product, from a fresh clone to serving. Plain Node: nothing is installed yet.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isAlive, npmAncestors } from '../lib/config/process-identity.mjs';
import { build, checkConfiguration, isBuilt } from './build.mjs';
import { install } from './install.mjs';
import { enterRoot, reportAndExit } from './prepare.mjs';
import { StartError } from './steps.mjs';

const OLDEST_NODE = [20, 19];
const WATCH_MS = 1000;

/**
 * With npm killed nobody can end us from its terminal any more, and the next start would meet us:
 * then we drain and exit, as if npm had passed the signal on.
 */
function watchNpm() {
  const ancestors = npmAncestors();
  const timer = setInterval(() => {
    if (ancestors.every(isAlive)) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, WATCH_MS);
  timer.unref();
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new StartError(
    `this is Node ${process.versions.node}, and ${OLDEST_NODE.join('.')} or newer is needed`,
  );
}

try {
  enterRoot();
  requireNode();
  watchNpm();
  Reflect.set(process.env, 'NODE_ENV', 'production');
  await install();
  if (!isBuilt()) await checkConfiguration();
  await build();
  const { main } = await import(pathToFileURL(path.resolve('dist/server.mjs')).href);
  await main();
} catch (error) {
  reportAndExit(error);
}
