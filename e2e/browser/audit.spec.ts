import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { clearOfNext, DAY_MS, dayFromNow } from '../boundary';
import { openSession } from './dashboard';
import { Shop } from './shop';
import { expect, test } from './test';

const PAYMENTS = 40;
const CONFLICTS = '&outcome=payload_conflict';
const MARKUP = '<img src=x onerror=alert(1)>';

let shop: Shop;

test.beforeAll(async ({ product }) => {
  shop = await Shop.open(product, 'Audited shop');
  for (let index = 0; index < PAYMENTS; index += 1) {
    await shop.pay(`audit-${index}`, {
      customer_reference: index % 4 === 0 ? MARKUP : `cus_${index % 4}`,
      ...(index % 2 === 0 && { amount: 1250, currency: 'JPY' }),
    });
  }
  await shop.pay('audit-0', { customer_reference: 'somebody else', amount: 1 });
});

const at = (path: string, more = '') => `${path}?merchant=${shop.id}${more}`;

interface Listed {
  readonly data: readonly Record<string, unknown>[];
  readonly next_cursor: string | null;
}

/** Signed in, once the log has all that the till has sent. */
async function open(page: Page): Promise<void> {
  await openSession(page);
  // The conflict came last.
  await expect
    .poll(async () => (await read<Listed>(page, '/api/v1/events', CONFLICTS)).data.length, {
      timeout: 60_000,
    })
    .toBe(1);
}

async function read<Answer>(page: Page, path: string, more = ''): Promise<Answer> {
  return (await (await page.request.get(at(path, more))).json()) as Answer;
}

async function downloaded(page: Page, click: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return await readFile(await download.path(), 'utf8');
}

const result = (page: Page) => page.getByRole('form', { name: 'Verify the log' });

test('the log is verified in the browser: signature, growth since a kept checkpoint, records', async ({
  page,
}) => {
  await open(page);
  await page.goto(at('/audit'));
  await expect(page.getByText('The log is sealed as it grows')).toBeVisible();
  const button = page.getByRole('button', { name: 'Download the latest checkpoint' });
  const kept = await downloaded(page, () => button.click());
  expect(kept).toMatch(new RegExp(`^onceover/${shop.id}\n\\d+\n`));
  await shop.pay('one more');
  await page.getByLabel('A checkpoint that you kept').fill(kept);
  await page.getByLabel('From record').fill('1');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText('Verified: all that is marked as proved holds')).toBeVisible();
  await expect(result(page)).toContainText('has only grown since the earlier checkpoint');
  await expect(result(page)).toContainText(/records 1 to \d+, as they are stored now/);
  await expect(result(page)).toContainText('whose key that is');
  const fingerprint = /fingerprint ([0-9a-f]{64})/.exec((await result(page).textContent()) ?? '');
  await expect(page.getByRole('region', { name: 'Public keys' })).toContainText(
    fingerprint?.[1] ?? 'none',
  );
});

test('a checkpoint that was tampered with is refused, and so is a key that did not sign', async ({
  page,
}) => {
  await open(page);
  await page.goto(at('/audit'));
  const { note, size } = await read<{ note: string; size: number }>(
    page,
    '/api/v1/audit/checkpoint',
  );
  const tampered = [
    note.replace(`\n${size}\n`, `\n${size - 1}\n`),
    note.replace(/\n([A-Za-z0-9+/])/, (_, first) => `\n${first === 'A' ? 'B' : 'A'}`),
    note.replace(shop.id, `mer_${'0'.repeat(32)}`),
    'not a checkpoint',
  ];
  for (const earlier of tampered) {
    await page.getByLabel('A checkpoint that you kept').fill(earlier);
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(page.getByText('Not verified: do not rely on this log')).toBeVisible();
    await expect(result(page).getByText('Wrong')).toBeVisible();
    await page.reload();
  }
  await page.getByLabel('Public key, as you know it').fill('ab'.repeat(32));
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText('Not verified: do not rely on this log')).toBeVisible();
});

test('an export is made, and its rows are those of the API, one by one', async ({ page }) => {
  await open(page);
  const filter = `customer_reference=${encodeURIComponent(MARKUP)}`;
  await page.goto(at('/audit/exports', `&of=events&${filter}`));
  await expect(page.getByText(`Attempts: Customer ${MARKUP}`)).toBeVisible();
  await page.getByLabel('Reason (optional)').fill('a test of a row by row');
  await page.getByRole('button', { name: 'Make the export' }).click();
  const row = page.getByRole('row', { name: /a test of a row by row/ });
  await expect(row.getByText('ready')).toBeVisible({ timeout: 60_000 });
  const csv = await downloaded(page, () => row.getByRole('link', { name: 'Data' }).click());
  const rows: Record<string, string>[] = parse(csv, { columns: true });
  const { data } = await read<Listed>(page, '/api/v1/events', `&kind=attempt&limit=200&${filter}`);
  const wanted = [...data].reverse();
  expect(rows).toHaveLength(PAYMENTS / 4);
  const columns = ['seq', 'occurred_at', 'idempotency_key', 'outcome', 'http_status', 'amount'];
  const more = ['currency', 'customer_reference', 'resource_id', 'leaf_hash', 'fingerprint'];
  const cells = (record: Record<string, unknown>) =>
    [...columns, ...more].map((name) => String(record[name] ?? ''));
  expect(rows.map(cells)).toEqual(wanted.map(cells));
  const bundle = page.waitForEvent('download');
  await row.getByRole('link', { name: 'Bundle with proofs' }).click();
  expect((await bundle).suggestedFilename()).toMatch(/^exp_[0-9a-f]{32}\.zip$/);
});

test('an export that cannot be made says why and changes nothing', async ({ page, troubles }) => {
  await open(page);
  await page.goto(at('/audit/exports', '&of=payments&amount=ten'));
  await page.getByRole('button', { name: 'Make the export' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'amount' })).toContainText(
    'must be a whole number',
  );
  // Chromium itself writes the 422 to its console.
  expect(troubles.splice(0)).toEqual([expect.stringContaining('422')]);
});

test('who looked at what: filtered, in the address, opened, and exported as it is', async ({
  page,
}) => {
  await open(page);
  const action = 'keys.searched';
  await read(page, '/api/v1/keys', '&customer_reference=cus_1');
  await expect
    .poll(
      async () =>
        (await read<Listed>(page, '/api/v1/audit/access', `&action=${action}`)).data.length,
      { timeout: 60_000 },
    )
    .toBeGreaterThan(0);
  await page.goto(at('/audit/access'));
  const filter = page.getByRole('textbox', { name: 'Filter' });
  await filter.fill(`action:${action}`);
  await filter.press('Enter');
  await expect(page).toHaveURL(/action=keys\.searched/);
  await page.getByRole('button', { name: 'admin@onceover.local' }).first().click();
  await expect(page).toHaveURL(/action=keys\.searched.*actor=admin/);
  await expect(page.getByText(/^All \d+ are here\.$/)).toBeVisible();
  await page.getByRole('region', { name: 'Who looked at what' }).getByRole('link').first().click();
  const drawer = page.getByRole('dialog', { name: action });
  await expect(drawer).toContainText('About the customer');
  await expect(page).toHaveURL(/event=evt_/);
  await page.reload();
  await expect(drawer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await page.getByRole('link', { name: 'Export these' }).click();
  await expect(page.getByText(`Who looked at what: Action ${action}, Who admin`)).toBeVisible();
  await page.getByRole('button', { name: 'Make the export' }).click();
  const row = page.getByRole('row', { name: /keys\.searched/ }).first();
  await expect(row.getByText('ready')).toBeVisible({ timeout: 60_000 });
  const csv = await downloaded(page, () => row.getByRole('link', { name: 'Data' }).click());
  const rows: Record<string, string>[] = parse(csv, { columns: true });
  expect(rows.length).toBeGreaterThan(0);
  for (const each of rows)
    expect([each.action, each.actor]).toEqual([action, 'admin@onceover.local']);
});

test('by keyboard alone: a day is signed off with nothing in it, and stays signed off', async ({
  page,
}) => {
  await clearOfNext(DAY_MS, 120_000);
  await open(page);
  await page.goto(at('/audit'));
  await page.getByRole('tab', { name: 'Integrity' }).focus();
  for (let tab = 0; tab < 3; tab += 1) await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Daily reviews' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  const span = `&from=${dayFromNow(-2)}&to=${dayFromNow(1)}`;
  await shop.observe(`${dayFromNow(-2)}T12:00:00Z`);
  const yesterday = page.getByRole('row', { name: new RegExp(dayFromNow(-1)) });
  await expect(async () => {
    await page.goto(at('/audit/reviews', span));
    await expect(yesterday).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await expect(yesterday).toContainText('no review');
  await expect(page.getByRole('status').filter({ hasText: 'days' })).toContainText(
    '2 of 2 days have no review',
  );
  await yesterday.getByRole('button', { name: 'Sign off' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('What you looked at')).toBeFocused();
  await page.keyboard.type(`Nothing happened ${MARKUP}`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(yesterday).toContainText(`“Nothing happened ${MARKUP}”`);
  await expect(yesterday).toContainText('admin@onceover.local (admin)');
  await expect(page.getByRole('status').filter({ hasText: 'days' })).toContainText(
    '1 of 2 days have no review',
  );
  await expect(async () => {
    await page.reload();
    await expect(yesterday).toContainText('Nothing happened', { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
});

test('the period report has the totals, the verification, exceptions and the same sample again', async ({
  page,
}) => {
  await open(page);
  const period = `&from=${dayFromNow(-1)}&to=${dayFromNow(1)}&sample=5&seed=mine`;
  const path = at('/audit/report', period);
  await page.goto(path);
  const totals = page.getByRole('region', { name: 'Attempts by outcome' });
  await expect(totals.getByRole('row', { name: /^Different request/ })).toContainText('1');
  await expect(page.getByText('Verified: all that is marked as proved holds')).toBeVisible();
  const exceptions = page.getByRole('region', { name: 'Conflicts and undelivered answers' });
  await expect(exceptions.getByRole('row', { name: /audit-0.*somebody else/ })).toBeVisible();
  const sample = page.getByRole('region', { name: 'Sampled attempts' });
  const drawn = await sample.getByRole('row').allTextContents();
  expect(drawn).toHaveLength(6);
  await page.reload();
  expect(await sample.getByRole('row').allTextContents()).toEqual(drawn);
  // Whatever the screen is like, paper is white.
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const verdict = page.getByText('Proved', { exact: true }).first();
  await expect(verdict).toHaveCSS('color', 'rgb(0, 0, 0)');
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(page.getByText('Reviewed by, date')).toBeVisible();
});

test('a viewer sees the log and reviews, and may neither export nor sign off', async ({
  page,
  browser,
  baseURL,
}) => {
  await open(page);
  const email = 'audit-viewer@example.com';
  const made = await page.request.post('/api/v1/people', {
    data: { email, role: 'viewer', merchants: [shop.id], reason: 'a test' },
  });
  const { invitation } = (await made.json()) as { invitation: string };
  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const visitor = await context.newPage();
  const password = 'a password of a viewer';
  await visitor.request.post('/api/auth/accept-invitation', {
    data: { token: invitation.split('#invitation=')[1], password },
  });
  await openSession(visitor, { email, password });
  await visitor.goto(at('/audit'));
  await expect(visitor.getByText('The log is sealed as it grows')).toBeVisible();
  await visitor.goto(at('/audit/exports'));
  await expect(visitor.getByText('Not for your role')).toBeVisible();
  await visitor.goto(at('/audit/access'));
  await expect(visitor.getByRole('region', { name: 'Who looked at what' })).toBeVisible();
  await expect(visitor.getByRole('link', { name: 'Export these' })).toHaveCount(0);
  await visitor.goto(at('/audit/reviews'));
  await expect(visitor.getByRole('region', { name: 'Days' })).toBeVisible();
  await expect(visitor.getByRole('button', { name: /Sign off/ })).toHaveCount(0);
  await context.close();
});
