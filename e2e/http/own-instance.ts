import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { AppProcess, freePort } from '../app-process';
import type { Door } from './doors';

/** An instance of a test's own, and its end. */
export interface OwnInstance extends Door {
  readonly app: AppProcess;
  end(): Promise<void>;
}

/** Starts a door with its own settings, on the run's database unless told another one. */
export async function startInstance(
  { name }: Pick<Door, 'name'>,
  settings: Readonly<Record<string, string>>,
  databaseUrl = inject('instancesDatabase').appUrl,
): Promise<OwnInstance> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'onceover-http-own-'));
  const app = new AppProcess({
    door: name === 'door one' ? 'one' : name === 'npm' ? 'npm' : 'two',
    port: await freePort(),
    databaseUrl,
    // An empty URL counts as absent: the embedded PostgreSQL.
    ownerUrl: databaseUrl && inject('instancesDatabase').ownerUrl,
    dataDir,
    settings,
  });
  const end = async () => {
    await app.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await app.start();
  } catch (error) {
    await end();
    throw error;
  }
  return { name, url: app.url, app, end };
}
