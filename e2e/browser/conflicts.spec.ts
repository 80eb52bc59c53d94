import type { Page } from '@playwright/test';
import { openSession } from './dashboard';
import { newPerson, newVisitor } from './people';
import { Shop } from './shop';
import { expect, test } from './test';

const TILL = { 'user-agent': 'till/1.0' };
const FAULTY = 'till/1.1 <img src=x onerror=alert(1)>';

let shop: Shop;

test.beforeAll(async ({ product }) => {
  shop = await Shop.open(product, 'Shop with a bad release');
  for (const key of ['a', 'b', 'c']) {
    await shop.pay(key, { customer_reference: `cus_${key}` }, TILL);
    await shop.pay(
      key,
      { customer_reference: `cus_${key}`, amount: 2000 },
      { 'user-agent': FAULTY },
    );
  }
  await shop.pay('a', { customer_reference: 'cus_a', amount: 1250, currency: 'JPY' }, TILL);
});

const groups = (page: Page) => page.getByRole('region', { name: 'Conflicts by cause' });
const singles = (page: Page) => page.getByRole('region', { name: 'Conflicts', exact: true });

/** The page once the log has all of it. */
async function openConflicts(page: Page, query = ''): Promise<void> {
  await openSession(page);
  await expect(async () => {
    await page.goto(`/conflicts?merchant=${shop.id}${query}`);
    await expect(groups(page).getByRole('row')).toHaveCount(3, { timeout: 5000 });
    await expect(groups(page).getByRole('button', { name: '3', exact: true })).toBeVisible({
      timeout: 5000,
    });
  }).toPass({ timeout: 60_000 });
}

test('a bad release is one row, which leads to its conflicts; what it sent is shown as text', async ({
  page,
}) => {
  await openConflicts(page);
  const faulty = groups(page).getByRole('row').filter({ hasText: FAULTY });
  await expect(faulty.getByRole('button', { name: 'till', exact: true })).toBeVisible();
  await expect(faulty).toContainText('/amount');
  await expect(faulty).toContainText('60.00 EUR');
  await expect(singles(page)).toContainText('All 4 are here.');
  await faulty.getByRole('button', { name: '3', exact: true }).click();
  await expect(page).toHaveURL(/group=[0-9a-f]{32}/);
  await expect(singles(page)).toContainText('All 3 are here.');
  await expect(groups(page).getByRole('row')).toHaveCount(3);
  await page.reload();
  await expect(singles(page)).toContainText('All 3 are here.');
  await faulty.getByRole('button', { name: '3', exact: true }).click();
  await expect(singles(page)).toContainText('All 4 are here.');
  await groups(page).getByRole('button', { name: FAULTY }).click();
  await expect(page).toHaveURL(/user_agent=till/);
  await expect(groups(page).getByRole('row')).toHaveCount(2);
});

test('a deploy is noted with a reason, and stands on the time line', async ({ page, troubles }) => {
  await openConflicts(page);
  await page.getByRole('button', { name: 'Note a deploy' }).click();
  await page.getByLabel('What was deployed').fill('till 1.1');
  await page.getByLabel('When').fill('yesterday');
  await page.getByLabel('Reason').fill('ticket 7');
  await page.getByRole('button', { name: 'Note it' }).click();
  await expect(page.getByText('must be an RFC 3339 time')).toBeVisible();
  // The browser itself writes the 422 to its console.
  troubles.length = 0;
  await page.getByLabel('When').fill('');
  await page.getByRole('button', { name: 'Note it' }).click();
  const noted = page.getByRole('list', { name: 'Noted in this span' });
  await expect(noted).toContainText('till 1.1: “ticket 7”, noted by admin@onceover.local');
  await expect(
    page.getByRole('region', { name: 'Conflicts over time' }).locator('svg').getByText('till 1.1'),
  ).toBeVisible();
  await page.goto(`/?merchant=${shop.id}`);
  await expect(noted).toContainText('till 1.1: “ticket 7”');
  await expect(
    page.getByRole('region', { name: 'Attempts by outcome' }).locator('svg').getByText('till 1.1'),
  ).toBeVisible();
});

test('by keyboard: where requests differ as a filter, then both side by side, and back', async ({
  page,
}) => {
  await openConflicts(page);
  await page.keyboard.press('/');
  await page.keyboard.type('pointer:/currency');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/pointer=%2Fcurrency/);
  await expect(singles(page)).toContainText('All 1 are here.');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('j');
  const link = singles(page).getByRole('link', { name: 'a', exact: true });
  await expect(link).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/conflict=evt_/);
  const panel = page.getByRole('dialog', { name: 'A different request' });
  const rows = panel.getByRole('row');
  await expect(rows.nth(1)).toContainText('/amount19991250');
  await expect(rows.nth(2)).toContainText('/currency"EUR""JPY"');
  await expect(rows.nth(3)).toContainText('/customer_reference"cus_a""cus_a"');
  await expect(rows.nth(3)).not.toContainText('changed');
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(page).not.toHaveURL(/conflict=/);
  await expect(link).toBeFocused();
});

test('whose role sees no payloads sees where requests differ; an auditor gives a reason', async ({
  page,
  browser,
  product,
}) => {
  await openConflicts(page);
  await singles(page).getByRole('link', { name: 'b', exact: true }).click();
  await expect(page).toHaveURL(/conflict=evt_/);
  const { search } = new URL(page.url());
  const hidden = 'Your role sees where requests differ';
  for (const role of ['viewer', 'auditor']) {
    const theirs = await newVisitor(browser, product);
    await openSession(theirs, await newPerson(product, role));
    await theirs.goto(`/conflicts${search}`);
    const panel = theirs.getByRole('dialog', { name: 'A different request' });
    await expect(panel).toContainText('/amount');
    await expect(panel.getByRole('table')).toHaveCount(0);
    await expect(theirs.getByRole('button', { name: 'Note a deploy' })).toHaveCount(0);
    if (role === 'viewer') {
      await expect(panel).toContainText(hidden);
    } else {
      await panel.getByRole('button', { name: 'Reveal both requests' }).click();
      await panel.getByLabel('Reason').fill('ticket 7');
      await panel.getByRole('button', { name: 'Reveal', exact: true }).click();
      await expect(panel.getByRole('row').nth(1)).toContainText('/amount19992000');
    }
    await theirs.context().close();
  }
});

test('of a conflict that another service reported, the page says that its requests were never here', async ({
  page,
  product,
}) => {
  const reporting = await Shop.open(product, 'Shop that reports');
  await reporting.report([
    {
      id: 'seen-1',
      occurred_at: new Date(Date.now() - 60_000).toISOString(),
      operation: 'payments',
      idempotency_key: 'seen',
      outcome: 'payload_conflict',
      http_status: 422,
    },
  ]);
  await reporting.logged(1);
  await openSession(page);
  await page.goto(`/conflicts?merchant=${reporting.id}`);
  await singles(page).getByRole('link', { name: 'seen' }).click();
  const panel = page.getByRole('dialog', { name: 'A different request' });
  await expect(panel).toContainText('neither request was ever here');
});
