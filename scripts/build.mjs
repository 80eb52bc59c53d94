// Builds what is absent or stale: Prisma's client, the bundles in dist, the pages in .next.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { prepareOnce, runDirectly } from './prepare.mjs';
import { hashOf } from './source-hash.mjs';
import { run, say } from './steps.mjs';
import { bundleVerifyPage } from './verify-page.mjs';

/** What is bundled → its name in dist. */
const ENTRIES = {
  'lib/server/main.ts': 'server.mjs',
  'lib/server/tail-main.ts': 'tail.mjs',
  'lib/access/admin-cli.ts': 'admin.mjs',
  'lib/history/rebuild/cli.ts': 'rebuild.mjs',
  'lib/exports/thread.ts': 'export-thread.mjs',
};
const STAMPS = 'dist/stamps.json';
const EVERYWHERE = [
  'package-lock.json',
  'tsconfig.json',
  'prisma/schema.prisma',
  'scripts/build.mjs',
];

/** @typedef {{ name: string, sources: string[], output: string, make: () => Promise<void> }} Part */

/** @type {Part} */
const CLIENT = {
  name: 'client',
  sources: ['package-lock.json', 'prisma/schema.prisma'],
  output: 'lib/database/prisma/client.ts',
  make: generateClient,
};
/** @type {Part} */
const VERIFIER = {
  name: 'verifier',
  sources: ['package-lock.json', 'tsconfig.json', 'scripts/verify-page.mjs', 'lib/verify'],
  output: 'dist/verify.html',
  make: bundleVerifier,
};
/** @type {Part} */
const BUNDLES = {
  name: 'bundles',
  sources: [...EVERYWHERE, 'lib'],
  output: 'dist/server.mjs',
  make: bundleEntries,
};
/** @type {Part} */
const PAGES = {
  name: 'pages',
  sources: [...EVERYWHERE, 'lib', 'app', 'components', 'public', 'proxy.ts', 'next.config.js'],
  output: '.next/BUILD_ID',
  make: buildPages,
};

/** Makes what is absent or not from the sources as they are; several at once do it once. */
export async function build() {
  await makeStale([CLIENT, VERIFIER, BUNDLES, PAGES]);
}

/** Only the database client, which type checks and unit tests need. */
export async function generate() {
  await makeStale([CLIENT]);
}

/** Only the verifier of exports: a program, and a page that goes into each of them. */
export async function buildVerifier() {
  await makeStale([VERIFIER]);
}

/**
 * Throws ConfigurationError for a wrong variable. Its parser is bundled by itself, so that this
 * shows before the long steps.
 */
export async function checkConfiguration() {
  const file = await bundle('lib/config/load.ts', 'configuration.mjs');
  const { loadConfig } = await import(pathToFileURL(path.resolve(file)).href);
  loadConfig();
}

/** @returns {boolean} */
export function isBuilt() {
  return [CLIENT, VERIFIER, BUNDLES, PAGES].every(isFresh);
}

/** @param {readonly Part[]} parts in the order in which they need each other */
async function makeStale(parts) {
  await prepareOnce(
    () => parts.every(isFresh),
    async () => {
      for (const part of parts) {
        if (isFresh(part)) continue;
        const hash = hashOf(part.sources);
        writeStamp(part.name, '');
        await part.make();
        writeStamp(part.name, hash);
      }
    },
  );
}

/** @param {Part} part */
function isFresh({ name, sources, output }) {
  return existsSync(output) && readStamps()[name] === hashOf(sources);
}

async function generateClient() {
  say('generating the database client');
  await run(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], {
    what: 'generating the database client (prisma generate)',
    // Generating needs no engine; naming any file keeps Prisma from downloading one.
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  });
}

async function bundleEntries() {
  say('bundling the server');
  for (const [source, name] of Object.entries(ENTRIES)) {
    if (existsSync(source)) await bundle(source, name);
  }
}

async function bundleVerifier() {
  await bundle('lib/verify/cli.ts', 'verify.mjs');
  await bundleVerifyPage();
}

async function buildPages() {
  say('building the pages');
  await run(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    what: 'building the pages (next build)',
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
}

/** @returns {Record<string, string>} */
function readStamps() {
  try {
    return JSON.parse(readFileSync(STAMPS, 'utf8'));
  } catch {
    return {};
  }
}

/**
 * @param {string} name
 * @param {string} hash
 */
function writeStamp(name, hash) {
  const beside = `${STAMPS}.${process.pid}`;
  writeFileSync(beside, JSON.stringify({ ...readStamps(), [name]: hash }));
  renameSync(beside, STAMPS);
}

await runDirectly(import.meta.url, build);
