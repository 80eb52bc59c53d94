import type { Page } from '@playwright/test';
import { openSession } from './dashboard';
import { Shop } from './shop';
import { expect, test } from './test';

let shop: Shop;

test.beforeAll(async ({ product }) => {
  shop = await Shop.open(product, 'Busy shop');
  for (const key of ['one', 'two', 'three']) await shop.pay(key);
  await shop.pay('one');
  await shop.pay('two');
  await shop.pay('yen', { amount: 1250, currency: 'JPY' });
  await shop.pay('yen', { amount: 1250, currency: 'JPY' });
  await shop.pay('three', { amount: 5 });
  await shop.logged(8);
});

const figure = (page: Page, label: string) =>
  page.getByText(label, { exact: true }).locator('..').getByRole('link');

async function openOverview(page: Page, { id } = shop, attempts = '8'): Promise<void> {
  await openSession(page);
  await page.goto(`/?merchant=${id}`);
  await expect(figure(page, 'Attempts')).toHaveText(attempts);
}

test('each number says what it is of and leads to the rows behind it', async ({ page }) => {
  await openOverview(page);
  await expect(figure(page, 'Replay rate')).toHaveText('37.5 %');
  await expect(figure(page, 'Conflict rate')).toHaveText('12.5 %');
  await expect(figure(page, 'Duplicates prevented')).toHaveText('3');
  await expect(page.getByText('39.98 EUR, 1,250 JPY in payments')).toBeVisible();
  await figure(page, 'Duplicates prevented').click();
  await expect(page).toHaveURL(/\/keys\?has=replays/);
  await expect(page.getByText('All 3 are here.')).toBeVisible();
  await page.goBack();
  await expect(figure(page, 'Replay rate')).toHaveText('37.5 %');
});

test('dragging over the bars zooms, the address says to where, and Back leads out again', async ({
  page,
}) => {
  await openOverview(page);
  const bars = page
    .getByRole('region', { name: 'Attempts by outcome' })
    .locator('.recharts-cartesian-grid');
  await expect(bars).toBeVisible();
  const box = await bars.boundingBox();
  if (!box) throw new Error('no chart');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.5, y);
  await page.mouse.down();
  // Into the very last bar, which is a hundredth of the width.
  await page.mouse.move(box.x + box.width - 2, y, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);
  const { searchParams } = new URL(page.url());
  const length =
    Date.parse(String(searchParams.get('to'))) - Date.parse(String(searchParams.get('from')));
  expect(length).toBeGreaterThan(8 * 3_600_000);
  expect(length).toBeLessThan(16 * 3_600_000);
  await expect(page.getByRole('button', { name: 'Zoom out' })).toBeVisible();
  await expect(figure(page, 'Replay rate')).toHaveText('37.5 %');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Zoom out' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('radio', { name: '24 hours' })).toBeChecked();
});

test('by keyboard: a span, the numbers of a chart as a table, and into one of its steps', async ({
  page,
}) => {
  await openOverview(page);
  await page.getByRole('radio', { name: '24 hours' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(/span=PT1H/);
  const twin = page.getByText('Attempts by outcome as a table');
  await twin.focus();
  await page.keyboard.press('Enter');
  const rows = page.getByRole('region', { name: 'Attempts by outcome as a table' });
  const count = page.locator('td + td').filter({ hasText: /^[1-9]/ });
  const busy = rows.getByRole('row').filter({ has: count });
  const sum = () =>
    rows
      .getByRole('row')
      .evaluateAll((all) =>
        all
          .flatMap((row) => [...row.querySelectorAll('td + td')])
          .reduce((before, { textContent }) => before + Number(textContent), 0),
      );
  await expect.poll(sum).toBe(8);
  // The hour's minutes, no longer the day's quarters.
  await expect.poll(() => rows.getByRole('row').count()).toBeLessThan(70);
  await busy.last().getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/from=.*to=/);
  // A step that is alone is drawn too, hundreds of pixels wide.
  const bars = page
    .getByRole('region', { name: 'Attempts by outcome' })
    .locator('.recharts-area path:not([d=""])');
  await expect(bars.first()).toHaveAttribute('d', /h\d{3}/);
  await page.getByRole('button', { name: 'Zoom out' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio', { name: '24 hours' })).toBeChecked();
});

test('it follows what happens, until it is paused', async ({ page, product }) => {
  const live = await Shop.open(product, 'Live shop');
  await live.pay('first');
  await live.logged(1);
  await openOverview(page, live, '1');
  await live.pay('live');
  await expect(figure(page, 'Attempts')).toHaveText('2');
  await page.getByRole('button', { name: 'Pause' }).click();
  await live.pay('later');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.waitForTimeout(7000);
  expect(asked.filter((url) => url.includes('/stats/'))).toEqual([]);
  await expect(figure(page, 'Attempts')).toHaveText('2');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(figure(page, 'Attempts')).toHaveText('3');
});

test('numbers that can no longer be read stay, and say that they are old', async ({
  page,
  troubles,
}) => {
  await openOverview(page);
  const before = await figure(page, 'Attempts').textContent();
  await page.route('**/api/v1/stats/traffic*', (route) =>
    route.fulfill({ status: 503, json: { detail: 'The database is away.' } }),
  );
  await expect(page.getByText('These numbers are not being updated')).toBeVisible();
  await expect(figure(page, 'Attempts')).toHaveText(String(before));
  await page.unroute('**/api/v1/stats/traffic*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('These numbers are not being updated')).toHaveCount(0);
  // The browser itself writes the 503 to its console.
  troubles.length = 0;
});

test('a merchant without payments is told how to send the first', async ({ page, product }) => {
  const empty = await Shop.open(product, 'Empty shop');
  await openSession(page);
  await page.goto(`/?merchant=${empty.id}`);
  await expect(page.getByRole('heading', { name: 'Send my first payment' })).toBeVisible();
  await empty.pay('first');
  await expect(page.getByText('It is there, once')).toBeVisible();
  await page.reload();
  await expect(figure(page, 'Attempts')).toBeVisible();
});
