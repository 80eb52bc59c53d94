import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { withConnection } from '@/lib/database/connect';
import { onDatabase } from '@/lib/database/testing/on-database';
import { AppProcess, freePort } from '../app-process';

const DATABASE = 'http';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URLs of the run's instances: door one, door two and a second process of door two. */
    readonly instances: { readonly one: string; readonly two: string; readonly second: string };
    /** Their one database: as the app's login and as its owner. */
    readonly instancesDatabase: { readonly appUrl: string; readonly ownerUrl: string };
  }
}

/** Both doors and a second instance of door two, on one database of the run's own server. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Of lib/database/testing/server.ts, which is set up before this.
  const { superuserUrl, ownerUrl, appUrl } = project.getProvidedContext().testServer;
  await withConnection(superuserUrl, async (client) => {
    const template = new URL(ownerUrl).pathname.slice(1);
    const owner = new URL(ownerUrl).username;
    await client.query(`CREATE DATABASE ${DATABASE} TEMPLATE ${template} OWNER ${owner}`);
  });
  const database = {
    appUrl: onDatabase(appUrl, DATABASE),
    ownerUrl: onDatabase(ownerUrl, DATABASE),
  };
  await withConnection(database.ownerUrl, (client) =>
    // The tests look events up by the request, many times.
    client.query(
      `CREATE INDEX outbox_request ON outbox (json_extract_path_text(record, 'request_id'));
       CREATE INDEX events_any_request ON events ((request_id::text))`,
    ),
  );
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'onceover-http-'));
  const instance = async (door: 'one' | 'two', name: string) =>
    new AppProcess({
      door,
      port: await freePort(),
      databaseUrl: database.appUrl,
      ownerUrl: database.ownerUrl,
      dataDir: path.join(dataDir, name),
      // One proxy is trusted, so that tests can come from addresses of their own.
      settings: { ONCEOVER_TRUSTED_PROXIES: '1' },
    });
  const [one, two, second] = [
    await instance('one', 'one'),
    await instance('two', 'two'),
    await instance('two', 'second'),
  ];
  const teardown = async () => {
    await Promise.all([one.stop(), two.stop(), second.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    // The first start makes the API key, and builds if that is needed.
    await two.start();
    await Promise.all([one.start(), second.start()]);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('instances', { one: one.url, two: two.url, second: second.url });
  project.provide('instancesDatabase', database);
  return teardown;
}
