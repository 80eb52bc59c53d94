import { mkdirSync, renameSync, rmSync } from 'node:fs';

/**
 * Bundles what belongs to this repository into dist; packages stay where they are. A half-written
 * file is never seen there. Returns its path from the root.
 * @param {string} source from the root
 * @param {string} name of the file in dist
 */
export async function bundle(source, name) {
  // Not at the top: whoever imports this may have to install first.
  const esbuild = await import('esbuild');
  const file = `dist/${name}`;
  const beside = `${file}.${process.pid}.mjs`;
  mkdirSync('dist', { recursive: true });
  try {
    await esbuild.build({
      entryPoints: [source],
      outfile: beside,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
    });
    renameSync(beside, file);
  } finally {
    rmSync(beside, { force: true });
  }
  return file;
}
