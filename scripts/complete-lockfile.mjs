// Completes package-lock.json after `npm install`: a registry mirror may lack the optional packages
// of other platforms, npm then leaves them out of the lockfile, and `npm ci` refuses such a one.
// Their name, version and platform are all that npm needs to skip or install them.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runDirectly } from './prepare.mjs';

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];
/** How a package's name spells the C library. */
const LIBRARIES = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

/**
 * @typedef {object} Locked
 * @property {string} [version]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** @param {string} folder that has the lockfile */
function completeLockfile(folder) {
  const file = path.join(folder, 'package-lock.json');
  /** @type {{ packages: Record<string, Locked> }} */
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  for (const [at, parent] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const platform = platformOf(name);
      if (!platform || !/^\d/.test(version) || isLocked(lock.packages, at, name)) continue;
      lock.packages[`node_modules/${name}`] = {
        version,
        ...platform,
        ...(parent.dev && { dev: true }),
        optional: true,
      };
    }
  }
  const [root, ...rest] = Object.entries(lock.packages);
  rest.sort(([one], [other]) => (one < other ? -1 : 1));
  lock.packages = Object.fromEntries([...(root ? [root] : []), ...rest]);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}

/**
 * As Node's resolution finds it from the package that needs it.
 * @param {Record<string, Locked>} packages
 * @param {string} at
 * @param {string} name
 */
function isLocked(packages, at, name) {
  return packages[`${at}/node_modules/${name}`] ?? packages[`node_modules/${name}`];
}

/**
 * The platform that a package's name says it is for; undefined where it says none.
 * @param {string} name
 */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = Object.entries(LIBRARIES).flatMap(([word, library]) =>
    words.includes(word) && os.includes('linux') ? [library] : [],
  );
  if (os.length !== 1 || cpu.length !== 1) return undefined;
  return { cpu, os, ...(libc.length > 0 && { libc }) };
}

await runDirectly(import.meta.url, async () => {
  for (const folder of ['.', 'bench']) completeLockfile(folder);
});
