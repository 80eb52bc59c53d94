import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base, expect as impatient, type Page } from '@playwright/test';
import { AppProcess, freePort } from '../app-process';
import { waitForScripts } from './hydration';

/** Of machines that do other things too; a page that is right is right sooner. */
const expect = impatient.configure({ timeout: 30_000 });

interface TestFixtures {
  /** Errors in the console, and requests to other origins, so far; a test must leave none. */
  readonly troubles: string[];
}

interface WorkerFixtures {
  readonly product: AppProcess;
}

/** A test in a browser against the whole product, which has a data folder of its own. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that it names
    async ({}, use) => {
      const dataDir = await mkdtemp(path.join(tmpdir(), 'onceover-browser-'));
      // An empty URL counts as absent: the embedded PostgreSQL.
      const port = await freePort();
      const product = new AppProcess({ port, dataDir, databaseUrl: '', ownerUrl: '' });
      try {
        await product.start();
        await use(product);
      } finally {
        await product.stop();
        await rm(dataDir, { recursive: true, force: true });
      }
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  baseURL: ({ product }, use) => use(product.url),
  page: async ({ page, javaScriptEnabled }, use) => {
    await use(javaScriptEnabled === false ? page : waitForScripts(page));
  },
  troubles: [
    async ({ page, baseURL }, use) => {
      const troubles: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') troubles.push(message.text());
      });
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on('request', (request) => {
        if (!request.url().startsWith(`${baseURL}/`)) troubles.push(`asks ${request.url()}`);
      });
      await use(troubles);
      expect(troubles).toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens whatever is folded, so that it is checked too. */
export async function unfold(page: Page): Promise<void> {
  await page.locator('details').evaluateAll((all) => {
    for (const details of all) (details as HTMLDetailsElement).open = true;
  });
}

export { expect };
