import type { Page } from '@playwright/test';
import { signIn } from './dashboard';
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
  await signIn(page);
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
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'story' })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/key=story/);
});

test('a story tells the verdict first, then every attempt, and shows what a client sent as text', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openKeys(page);
  await page.getByRole('link', { name: 'story', exact: true }).click();
  await expect(
    page.getByText('Executed once; 1 replay answered from the store, 1 different request refused.'),
  ).toBeVisible();
  await expect(page.getByText('1,250 JPY')).toBeVisible();
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
