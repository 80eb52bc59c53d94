import type { Page } from '@playwright/test';
import { clearOfNext, HOUR_MS } from '../boundary';
import { openSession } from './dashboard';
import { Shop } from './shop';
import { expect, test } from './test';

const RETENTION_MS = 1000;

let shop: Shop;

test.beforeAll(async ({ product }) => {
  shop = await Shop.open(product, 'Forgetful shop');
  await shop.keep('PT1S');
  await shop.pay('again');
  await shop.pay('other');
  await new Promise((resolve) => setTimeout(resolve, RETENTION_MS + 300));
  await shop.pay('again');
  await shop.pay('other', { amount: 5 });
  await shop.keep('PT2H');
  // They are to expire in one hour.
  await clearOfNext(HOUR_MS, 20_000);
  for (const key of ['x', 'y', 'z']) await shop.pay(key);
});

async function openExpiring(page: Page): Promise<void> {
  await openSession(page);
  await expect(async () => {
    await page.goto(`/expiring?merchant=${shop.id}`);
    await expect(page.getByRole('link', { name: '3 keys' })).toBeVisible({ timeout: 5000 });
  }).toPass({ timeout: 60_000 });
}

test('what expires when, as bars, as a table and as the keys themselves', async ({ page }) => {
  await openExpiring(page);
  const ahead = page.getByRole('radiogroup', { name: 'How far ahead' });
  await ahead.getByRole('radio', { name: '7 days' }).focus();
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/ahead=P7D/);
  await page.getByText('What expires when as a table').click();
  const rows = page.getByRole('region', { name: 'What expires when as a table' }).getByRole('row');
  await expect(rows).toHaveCount(1 + 7 * 24 + 1);
  await expect(rows.filter({ hasText: /UTC3$/ })).toHaveCount(1);
  await page.getByRole('link', { name: '3 keys' }).click();
  await expect(page).toHaveURL(/expiring_within=P7D/);
  await expect(page.getByText('All 3 are here.')).toBeVisible();
});

test('what if: how many executions after expiry would have been replays, and which', async ({
  page,
}) => {
  await openExpiring(page);
  const whatIf = page.getByRole('region', { name: 'What if keys were kept longer' });
  await expect(whatIf).toContainText(
    'Had keys been kept for 7 days instead of 2 hours, 1 of 2 executions after expiry would have been replays.',
  );
  await expect(whatIf).toContainText('19.99 EUR would not have been taken again, from 1 customer.');
  await expect(whatIf).toContainText('1 asked for something else and would have been refused');
  const rows = page.getByRole('region', { name: 'Executions after expiry' }).getByRole('row');
  const rowOf = (key: string) =>
    rows.filter({ has: page.getByRole('link', { name: key, exact: true }) });
  await expect(rowOf('again')).toContainText('a replay');
  await expect(rowOf('other')).toContainText('refused');
  await page.getByLabel('Keep keys').selectOption('for ever');
  await expect(page).toHaveURL(/retention=indefinite/);
  await expect(whatIf).toContainText('Had keys been kept for ever instead of 2 hours, 1 of 2');
  await page.reload();
  await expect(page.getByLabel('Keep keys')).toHaveValue('indefinite');
  await rows.getByRole('link', { name: 'again' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'again' })).toBeVisible();
});
