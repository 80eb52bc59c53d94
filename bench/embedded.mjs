import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = path.dirname(import.meta.dirname);
const BUNDLE = path.join(ROOT, 'dist', 'bench', 'embedded.mjs');

/**
 * @typedef {object} Embedded the product's own way to run PostgreSQL
 * @property {typeof import('@/lib/database/embedded/account').serverAccount} serverAccount
 * @property {typeof import('@/lib/database/embedded/binaries').findBinaries} findBinaries
 * @property {typeof import('@/lib/database/embedded/binaries').PROGRAM_ENVIRONMENT} PROGRAM_ENVIRONMENT
 * @property {typeof import('@/lib/database/embedded/settings').settingsForMachine} settingsForMachine
 */

const ENTRY = `
export { serverAccount } from '@/lib/database/embedded/account';
export { findBinaries, PROGRAM_ENVIRONMENT } from '@/lib/database/embedded/binaries';
export { settingsForMachine } from '@/lib/database/embedded/settings';
`;

/**
 * So that everybody is measured on the PostgreSQL, and under the settings, that `npm start` has.
 * @returns {Promise<Embedded>}
 */
export async function loadEmbedded() {
  await build({
    stdin: { contents: ENTRY, resolveDir: ROOT, loader: 'ts' },
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return await import(pathToFileURL(BUNDLE).href);
}
