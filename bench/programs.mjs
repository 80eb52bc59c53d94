import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from './processes.mjs';

const here = import.meta.dirname;

/** Real parts that the bench starts itself, and the Debian package that has each. */
const PROGRAMS = {
  'redis-server': 'redis-server',
  pgbench: 'postgresql',
  psql: 'postgresql-client',
};

/** Peers that not every registry carries: without them their row says "not measured". */
const OPTIONAL_PEERS = ['hono-idempotency@0.9.1'];

/**
 * Where a program is; installed when we are root and it is absent.
 * @param {keyof typeof PROGRAMS} name
 * @param {boolean} mayInstall
 * @returns {Promise<string | undefined>} undefined where it cannot be had
 */
export async function findProgram(name, mayInstall) {
  const found = onPath(name);
  if (found !== undefined || !mayInstall || process.getuid?.() !== 0) return found;
  try {
    console.log(`Installing ${name} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runCommand('apt-get', ['update'], { env });
    await runCommand('apt-get', ['install', '-y', '--no-install-recommends', PROGRAMS[name]], {
      env,
    });
  } catch (error) {
    console.log(`  ${name} could not be installed: ${firstLine(error)}`);
  }
  return onPath(name);
}

/** Installs the peers into the bench's own folder, unless they are there as the lockfile says. */
export async function installPeers() {
  const installed = path.join(here, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && sameVersions(installed, path.join(here, 'package-lock.json')))
    return;
  console.log('Installing the peers …');
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await runCommand('npm', ['ci', ...quiet], { cwd: here });
  for (const peer of OPTIONAL_PEERS) {
    try {
      await runCommand('npm', ['install', '--no-save', ...quiet, peer], { cwd: here });
    } catch (error) {
      console.log(`  ${peer} could not be installed: ${firstLine(error)}`);
    }
  }
}

/** @param {string} name a package of the bench */
export function isInstalled(name) {
  return existsSync(path.join(here, 'node_modules', name, 'package.json'));
}

/** @param {string} name a package of the bench */
export function versionOf(name) {
  const file = path.join(here, 'node_modules', name, 'package.json');
  return existsSync(file) ? String(JSON.parse(readFileSync(file, 'utf8')).version) : 'absent';
}

/** @param {unknown} error */
export function firstLine(error) {
  return String(error instanceof Error ? error.message : error).split('\n')[0];
}

/** @param {string} name */
function onPath(name) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...debianPostgresFolders()];
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

/** Debian puts few of PostgreSQL's programs on PATH; the newest first. */
function debianPostgresFolders() {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).sort((left, right) => Number(right) - Number(left));
  return versions.map((version) => path.join(root, version, 'bin'));
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} installed npm's own record of what stands in node_modules
 * @param {string} lockfile
 */
function sameVersions(installed, lockfile) {
  /** @param {string} file @returns {Record<string, { version?: string }>} */
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const present = packages(installed);
  return Object.entries(packages(lockfile)).every(
    ([name, { version }]) => name === '' || present[name]?.version === version,
  );
}
