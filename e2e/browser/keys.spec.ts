import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { measureFirstLoad } from '../../bench/first-load.mjs';
import { openSession } from './dashboard';
import { Shop } from './shop';
import { expect, test } from './test';

const MARKUP = '<img src=x onerror=alert(1)>';
const KEYS = 230;

let shop: Shop;

test.beforeAll(async ({ product }) => {
  shop = await Shop.open(product, 'Corner shop');
  for (let index = 0; index < KEYS; index += 1) {
    await shop.pay(`key-${String(index).padStart(3, '0')}`, {
      customer_reference: `cus_${index % 10}`,
    });
  }
  await shop.pay('story', { order_reference: MARKUP, amount: 1250, currency: 'JPY' });
  await shop.pay('story', { order_reference: MARKUP, amount: 1250, currency: 'JPY' });
  await shop.pay('story', { order_reference: MARKUP, amount: 1300, currency: 'JPY' });
});

/** The page once the log has all of it, which takes up to 2 s. */
async function openKeys(page: Page, query = ''): Promise<void> {
  await openSession(page);
  await expect(async () => {
    await page.goto(`/keys?merchant=${shop.id}${query}`);
    await expect(page.getByRole('link', { name: 'story', exact: true })).toBeVisible({
      timeout: 5000,
    });
  }).toPass({ timeout: 60_000 });
}

test('a filter as text, by a cell and by a chip is one filter, and stands in the address', async ({
  page,
}) => {
  await openKeys(page);
  const filter = page.getByRole('textbox', { name: 'Filter' });
  await filter.fill('customer_reference:cus_3');
  await filter.press('Enter');
  await expect(page).toHaveURL(/customer_reference=cus_3/);
  await expect(page.getByText('All 23 are here.')).toBeVisible();
  await page.getByRole('button', { name: 'completed' }).first().click();
  await expect(page).toHaveURL(/customer_reference=cus_3.*state=completed/);
  await expect(filter).toHaveValue('customer_reference:cus_3 state:completed');
  await page.getByRole('button', { name: 'Remove the filter Customer' }).click();
  await expect(filter).toHaveValue('state:completed');
  await filter.fill('colour:red');
  await filter.press('Enter');
  await expect(page.getByText('There is no field “colour”.')).toBeVisible();
  await expect(page).toHaveURL(/state=completed/);
  await page.goBack();
  await expect(filter).toHaveValue('customer_reference:cus_3 state:completed');
  await page.reload();
  await expect(page.getByText('All 23 are here.')).toBeVisible();
});

test('every row is there once, however far one scrolls', async ({ page }) => {
  await openKeys(page);
  const seen = new Set<string>();
  const table = page.getByRole('region', { name: 'Idempotency keys' });
  await expect(async () => {
    const names = await table.getByRole('link').allTextContents();
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) seen.add(name);
    await table.evaluate((frame) => frame.scrollBy(0, 600));
    expect(seen.size).toBe(KEYS + 1);
  }).toPass({ timeout: 60_000, intervals: [100] });
  await expect(page.getByText(`All ${KEYS + 1} are here.`)).toBeVisible();
});

test('by keyboard: to a row, into its story, and back to the same list', async ({ page }) => {
  await openKeys(page);
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: 'Filter' })).toBeFocused();
  await page.keyboard.type('story');
  await page.keyboard.press('Enter');
  await expect(page.getByText('All 1 are here.')).toBeVisible();
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'story', exact: true })).toBeFocused();
  await page.keyboard.press('o');
  await expect(page.getByRole('heading', { level: 1, name: 'story' })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/key=story/);
});

test('beside the list, by keyboard alone: a key, the next one, the one before, and back to its row', async ({
  page,
}) => {
  await openKeys(page);
  const panel = page.getByRole('complementary', { name: 'Key in short' });
  const heading = panel.getByRole('heading', { level: 2 });
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'story', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText('story');
  await expect(heading).toBeFocused();
  await expect(panel.getByText('Executed once; 1 replay')).toBeVisible();
  await expect(panel.getByRole('listitem')).toHaveCount(3);
  await expect(page).toHaveURL(/open=ikey_[0-9a-f]{32}/);
  for (const name of ['key-229', 'key-228']) {
    await page.keyboard.press('j');
    await expect(heading).toHaveText(name);
    await expect(panel.getByRole('listitem')).toHaveCount(1);
  }
  await page.keyboard.press('k');
  await expect(heading).toHaveText('key-229');
  await page.reload();
  await expect(heading).toHaveText('key-229');
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'key-229' })).toBeFocused();
  await expect(page).not.toHaveURL(/open=/);
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText('key-229');
  await page.keyboard.press('o');
  await expect(page.getByRole('heading', { level: 1, name: 'key-229' })).toBeVisible();
  await expect(page.locator('#main')).toBeFocused();
  await page.goBack();
  await expect(heading).toHaveText('key-229');
});

test('a row is a link: with Ctrl it opens whole, in a tab of its own', async ({
  page,
  context,
}) => {
  await openKeys(page);
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'story', exact: true }).click({ modifiers: ['ControlOrMeta'] }),
  ]);
  await expect(tab.getByRole('heading', { level: 1, name: 'story' })).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'Key in short' })).toHaveCount(0);
});

test('the columns that somebody chose are there the next time', async ({ page }) => {
  await openKeys(page);
  const header = page.getByRole('columnheader', { name: 'Order' });
  await expect(header).toHaveCount(0);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Order' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'State' }).click();
  await expect(header).toBeVisible();
  await page.reload();
  await expect(header).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'State' })).toHaveCount(0);
  await expect(page.getByText(MARKUP)).toBeVisible();
});

test('an export has exactly the rows of the filter, and a link leads back to it', async ({
  page,
}) => {
  await openKeys(page);
  await page.goto(`/keys?merchant=${shop.id}&customer_reference=cus_7`);
  await expect(page.getByText('All 23 are here.')).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: /^Export/ });
  await expect(dialog.getByText('cus_7')).toBeVisible();
  await dialog.getByRole('button', { name: 'Make the export' }).click();
  await expect(dialog.getByText('It is ready. 23 rows.')).toBeVisible();
  await expect(page).toHaveURL(/export=exp_[0-9a-f]{32}/);
  await page.reload();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('link', { name: 'Download the CSV' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  const column = lines[0]?.split(',').indexOf('idempotency_key') ?? -1;
  const keys = lines.slice(1).map((line) => line.split(',')[column]);
  const listed = await page.request.get(
    `/api/v1/keys?merchant=${shop.id}&customer_reference=cus_7`,
  );
  const { data } = (await listed.json()) as { data: { idempotency_key: string }[] };
  expect(keys.toSorted()).toEqual(data.map((row) => row.idempotency_key).toSorted());
  expect(keys).toHaveLength(23);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Export' })).toBeFocused();
  await expect(page).not.toHaveURL(/export=/);
});

test('a story tells the verdict first, then every attempt, and shows what a client sent as text', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openKeys(page);
  await page.getByRole('link', { name: 'story', exact: true }).click();
  await page.getByRole('link', { name: 'Open whole' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'story' })).toBeVisible();
  await expect(
    page.getByText('Executed once; 1 replay answered from the store, 1 different request refused.'),
  ).toBeVisible();
  await expect(page.getByText('1,250 JPY').first()).toBeVisible();
  await expect(page.getByText(MARKUP)).toBeVisible();
  const attempts = page.getByRole('region', { name: 'Every attempt' }).getByRole('listitem');
  await expect(attempts).toHaveCount(3);
  await expect(attempts.nth(0)).toContainText('Different request');
  await expect(attempts.nth(0)).toContainText('/amount');
  await expect(attempts.nth(2)).toContainText('Executed');
  await page.getByRole('button', { name: 'Copy for a ticket' }).click();
  await expect(page.getByText('Copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/payload_conflict \| 422 \| req_[0-9a-f]{32} \| `\/amount`/);
});

test('the list needs at most 350 kB of JavaScript, compressed, until it is there', async ({
  browser,
  page,
}) => {
  await openKeys(page);
  // A window of its own, which has nothing of it yet.
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const { scripts, bytes } = await measureFirstLoad(await context.newPage(), page.url());
  console.log(`first-load JavaScript of /keys: ${(bytes / 1000).toFixed(1)} kB`);
  expect(scripts).toBeGreaterThan(5);
  expect(bytes).toBeLessThanOrEqual(350_000);
  await context.close();
});

test('what there is not says so, and how to go on', async ({ page, troubles }) => {
  await openKeys(page);
  await page.goto(`/keys?merchant=${shop.id}&key=nothing`);
  await expect(page.getByText('No key fits this filter.')).toBeVisible();
  const answer = await page.goto(`/keys/ikey_${'0'.repeat(32)}?merchant=${shop.id}`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByText('There is nothing here')).toBeVisible();
  // Chromium itself writes the 404 to its console.
  troubles.length = 0;
});
