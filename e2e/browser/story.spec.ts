import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { openSession } from './dashboard';
import { Shop } from './shop';
import { expect, test } from './test';

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let shop: Shop;
let payment: { readonly id: string };

test.beforeAll(async ({ product }) => {
  shop = await Shop.open(product, 'Story shop');
  const body = { amount: 4990, order_reference: 'ord-1' };
  payment = await shop.pay('story-key', body);
  await Promise.all([1, 2, 3].map(() => shop.pay('story-key', body)));
  await shop.pay('story-key', { ...body, amount: 4991 });
  await shop.refund('story-refund', { payment_id: payment.id, amount: 1500 });
  await shop.logged(6);
});

async function openStory(page: Page): Promise<void> {
  await openSession(page);
  await page.goto(`/keys?merchant=${shop.id}&key=story-key`);
  await page.getByRole('link', { name: 'story-key', exact: true }).click();
  await page.getByRole('link', { name: 'Open whole' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('story-key');
}

test('the story has the payment, what was given back, the rules it was judged by, and its sources', async ({
  page,
}) => {
  await openStory(page);
  const paid = page.getByRole('region', { name: 'Payment and refunds' });
  await expect(paid).toContainText(payment.id);
  await expect(paid).toContainText('Refunded15.00 EUR');
  await expect(paid).toContainText('Remains34.90 EUR');
  const judged = page.getByRole('region', { name: 'How it was judged' });
  await expect(judged).toContainText('built in (version 0)');
  await expect(judged).toContainText('Key kept for24 hours');
  await expect(judged).toContainText(/Fingerprint[0-9a-f]{64}SHA-256 of method, path/);
  await expect(judged).toContainText('without /timestamp');
  const sources = page.getByRole('region', { name: 'Sources' });
  await expect(sources.getByRole('row')).toHaveCount(2);
  await expect(sources.getByRole('row').last()).toContainText(/127\.0\.0\.1node5$/);
  const drawn = page.getByRole('img', { name: /^5 attempts, / });
  await expect(drawn).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`in ${colorScheme}, the story, the panel, the palette, the keys and an export are accessible (WCAG 2.2 AA)`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const violations = async () => {
      const found = await new AxeBuilder({ page }).withTags(STANDARDS).analyze();
      return found.violations.map(({ id, nodes }) => [
        id,
        ...nodes.map(({ target }) => target.join(' ')),
      ]);
    };
    await openStory(page);
    await page.getByRole('button', { name: 'Check all 5 here' }).click();
    await expect(page.getByText(/^Proved/)).toBeVisible();
    expect(await violations()).toEqual([]);
    await page.goBack();
    await expect(page.getByRole('complementary', { name: 'Key in short' })).toBeVisible();
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('combobox').fill('customer 1, EUR 19.99');
    await expect(page.getByRole('option', { selected: true })).toBeVisible();
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'Make the export' }).click();
    await expect(page.getByText(/^It is ready\./)).toBeVisible();
    expect(await violations()).toEqual([]);
  });
}

test('every attempt is proved in the browser; what is not as the log has it is named', async ({
  page,
}) => {
  await openStory(page);
  await page.getByRole('button', { name: 'Check all 5 here' }).click();
  await expect(
    page.getByText('Proved: all 5 attempts are in the signed log as shown'),
  ).toBeVisible();
  // The server now tells something else of one event than the log has: another amount.
  await page.route('**/api/v1/audit/events/*/proof*', async (route) => {
    const answer = await route.fetch();
    const proof = (await answer.json()) as { columns: Record<string, { value: unknown }> };
    const { amount } = proof.columns;
    if (amount?.value === 4991) amount.value = 1;
    await route.fulfill({ response: answer, json: proof });
  });
  await page.reload();
  await page.getByRole('button', { name: 'Check all 5 here' }).click();
  await expect(page.getByText('Not proved')).toBeVisible();
  await expect(page.getByText(/^evt_[0-9a-f]{32}: amount is not what the log has$/)).toHaveCount(1);
});

test('a note is written, stays, and names its writer', async ({ page }) => {
  await openStory(page);
  const notes = page.getByRole('region', { name: 'Notes' });
  await expect(notes).toContainText('Nobody has written any.');
  await page.getByLabel('New note').fill('The client retried\nas it should.');
  await page.getByRole('button', { name: 'Write it down' }).click();
  await expect(notes.getByRole('listitem')).toContainText('as it should.');
  await expect(notes.getByRole('listitem')).toContainText('admin@onceover.local, admin');
  await page.reload();
  await expect(notes.getByRole('listitem')).toHaveCount(1);
});

test('the story is copied for a program and printed as evidence: itself alone, with who and when', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openStory(page);
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await expect(page.getByText('Copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^curl "http\S+\/api\/v1\/keys\/ikey_[0-9a-f]{32}\/events" /);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expect(page.getByRole('button')).toHaveCount(0);
  await expect(page.getByText(/^Onceover\. Printed by admin@onceover\.local, /)).toBeVisible();
  const colors = await page.locator('body').evaluate((body) => {
    const { backgroundColor, color } = getComputedStyle(body);
    return { backgroundColor, color };
  });
  expect(colors).toEqual({ backgroundColor: 'rgb(255, 255, 255)', color: 'rgb(0, 0, 0)' });
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
});
