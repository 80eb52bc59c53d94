import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Page, test } from '@playwright/test';
import { type Files, generatedBundle, manifestOf } from '@/lib/exports/testing/generated-bundle';
import { generatedLog, TestSigner } from '@/lib/exports/testing/generated-log';
import { zipArchive } from '@/lib/exports/zip-writer';
import { buildVerifier } from '@/scripts/build.mjs';
import { expect } from './test';

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const signer = new TestSigner();
const log = generatedLog(1_500, 26);
const files = generatedBundle(log, { signer, filter: { currency: 'EUR' } });

test.beforeAll(async () => {
  await buildVerifier();
});

/** From the disk, as an auditor opens it; nothing else is ever asked for. */
test.beforeEach(async ({ page, context }) => {
  await context.setOffline(true);
  page.on('pageerror', (error) => expect(error).toBeUndefined());
  page.on('request', (request) => expect(request.url()).toMatch(/^(?:file|blob|data):/));
  await page.goto(pathToFileURL('dist/verify.html').href);
});

async function zipOf(content: Files) {
  const entries = Object.entries(content).map(([name, bytes]) => ({
    name,
    bytes: bytes.length,
    async *read() {
      yield bytes;
    },
  }));
  const pieces: Uint8Array[] = [];
  for await (const piece of zipArchive(entries)) pieces.push(piece);
  return { name: 'bundle.zip', mimeType: 'application/zip', buffer: Buffer.concat(pieces) };
}

async function verify(page: Page, chosen: Parameters<Page['setInputFiles']>[1]): Promise<void> {
  await page.setInputFiles('#files', chosen);
  await page.getByRole('button', { name: 'Verify' }).click();
}

const verdict = (page: Page) => page.getByRole('heading', { level: 2 });

test('an honest bundle is verified from its archive and from its files', async ({ page }) => {
  await page.getByLabel('Public key').fill(signer.verifierKey);
  const earlier = generatedBundle(log.slice(0, 700), { signer });
  await page.getByLabel('Earlier checkpoint').fill(manifestOf(earlier).as_of.checkpoint);
  await verify(page, await zipOf(files));
  await expect(verdict(page)).toHaveText(/^Verified/);
  await expect(page.getByRole('listitem').filter({ hasText: 'has grown from' })).toBeVisible();
  await expect(page.getByText('The signer is not established')).toHaveCount(0);
  const single = Object.entries(files).map(([name, buffer]) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer,
  }));
  await verify(page, single);
  await expect(verdict(page)).toHaveText(/^Verified/);
});

test('a changed row is refused and named; a foreign key is refused', async ({ page }) => {
  const data = String(files['data.csv']).replace(/,EUR,/, ',USD,');
  await verify(page, await zipOf({ ...files, 'data.csv': Buffer.from(data) }));
  await expect(verdict(page)).toHaveText(/^Not verified/);
  await expect(page.getByText(/record \d+: its row in data\.csv/)).toBeVisible();
  await page.getByLabel('Public key').fill(new TestSigner().verifierKey);
  await verify(page, await zipOf(files));
  await expect(verdict(page)).toHaveText(/^Not verified/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`it is accessible in ${colorScheme} (WCAG 2.2 AA), with a verdict and without`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const violations = async () =>
      (await new AxeBuilder({ page }).withTags(STANDARDS).analyze()).violations;
    expect(await violations()).toEqual([]);
    await verify(page, await zipOf(files));
    await expect(verdict(page)).toHaveText(/^Verified/);
    expect(await violations()).toEqual([]);
    await verify(page, await zipOf({ ...files, 'VERIFY.md': Buffer.from('changed') }));
    await expect(verdict(page)).toHaveText(/^Not verified/);
    expect(await violations()).toEqual([]);
  });
}
