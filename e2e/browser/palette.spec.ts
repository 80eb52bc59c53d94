import type { BrowserContext, Page } from '@playwright/test';
import { openSession, signIn } from './dashboard';
import { Shop } from './shop';
import { expect, test } from './test';

let shop: Shop;
let payment: { readonly id: string };

const TICKET = 'customer 123456, EUR 19.99, today, charged twice';

test.beforeAll(async ({ product }) => {
  shop = await Shop.open(product, 'Palette shop');
  payment = await shop.pay('palette-once');
  await shop.pay('palette-once');
  for (const key of ['twice-a', 'twice-b']) {
    await shop.pay(key, { customer_reference: '123456', order_reference: `order of ${key}` });
  }
  await shop.pay('twice-c', { customer_reference: '123456', amount: 500 });
  await shop.logged(5);
});

async function paste(page: Page, context: BrowserContext, text: string): Promise<void> {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press('ControlOrMeta+v');
}

/** As soon as the page listens: its text is there a moment before. */
async function openPalette(page: Page): Promise<void> {
  const field = page.getByRole('combobox', { name: /^Find/ });
  await expect(async () => {
    await page.keyboard.press('ControlOrMeta+k');
    await expect(field).toBeFocused({ timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
}

const palette = (page: Page) => page.getByRole('dialog', { name: 'Find' });

test('from a cold sign-in, an id from a ticket is the verdict after two interactions, whosever it is', async ({
  page,
  context,
}) => {
  await signIn(page);
  await openPalette(page);
  await paste(page, context, payment.id);
  await expect(page.getByText('Executed once; 1 replay answered from the store.')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/keys/ikey_[0-9a-f]{32}\\?merchant=${shop.id}$`));
  await expect(palette(page)).toHaveCount(0);
  await expect(page.locator('#main')).toBeFocused();
});

test('“customer 123456, EUR 19.99, …, charged twice” is both attempts side by side after three', async ({
  page,
  context,
}) => {
  await openSession(page);
  await page.goto(`/?merchant=${shop.id}`);
  await openPalette(page);
  await paste(page, context, TICKET);
  await expect(page.getByRole('option', { selected: true })).toContainText('Attempts side by side');
  await page.keyboard.press('Enter');
  await expect(
    page.getByText('Executed 2 times, under 2 different keys: 19.99 EUR and 19.99 EUR.'),
  ).toBeVisible();
  const columns = page.getByRole('region', { name: 'Keys side by side' });
  await expect(columns.getByRole('columnheader').getByRole('link')).toHaveText([
    'twice-a',
    'twice-b',
  ]);
  await expect(columns.getByText('Executed', { exact: true })).toHaveCount(2);
  await expect(columns.getByRole('row', { name: /^Order \(differs\)/ })).toBeVisible();
  await expect(columns.getByRole('row', { name: /^Customer 123456 123456$/ })).toBeVisible();
});

test('whatever has a name is found by it; several things are told apart; nothing says so', async ({
  page,
}) => {
  await openSession(page);
  await page.goto(`/keys?merchant=${shop.id}`);
  const find = async (text: string) => {
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('combobox', { name: /^Find/ }).fill(text);
    await page.getByRole('option', { name: /Find$/ }).click();
  };
  await find('twice-a');
  await expect(page.getByRole('heading', { level: 1, name: 'twice-a' })).toBeVisible();
  await find('order of twice-b');
  await expect(page).toHaveURL(/order_reference=order/);
  await expect(page.getByText('All 1 are here.')).toBeVisible();
  await shop.pay('123456', { customer_reference: 'another' });
  await shop.logged(6);
  await find('123456');
  await expect(page.getByText('It is 2 things: choose one.')).toBeVisible();
  await page.getByRole('option', { name: 'Keys of the customer' }).click();
  await expect(page).toHaveURL(/customer_reference=123456/);
  await expect(page.getByText('All 3 are here.')).toBeVisible();
  await find('no such thing');
  await expect(page.getByText('Nothing is known by this.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Find' })).toBeFocused();
});

test('a request that was refused before it had a key leads to its event', async ({ page }) => {
  const refused = (await shop.pay('')) as unknown as { readonly instance: string };
  await openSession(page);
  await page.goto(`/keys?merchant=${shop.id}`);
  const event = page.getByRole('dialog', { name: 'key invalid' });
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('combobox', { name: /^Find/ }).fill(refused.instance);
  // The log is up to 2 s behind: until then nothing is known by it.
  await expect(async () => {
    await page.getByRole('option', { name: /Find$/ }).click();
    await expect(event).toContainText('400', { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await expect(event).toContainText(refused.instance);
  await expect(page).toHaveURL(/\/audit\/access\?event=evt_/);
});

test('by keyboard alone: to a page, to another merchant, to the list of keys there are', async ({
  page,
}) => {
  await signIn(page);
  await openPalette(page);
  await page.keyboard.type('settin');
  await expect(page.getByRole('option', { selected: true })).toContainText('Settings');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await openPalette(page);
  await page.keyboard.type('Palette sh');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/settings?merchant=${shop.id}`);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByRole('row', { name: /^jk / })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await openPalette(page);
  await page.keyboard.type('overv');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(page).toHaveURL(`/?merchant=${shop.id}`);
});
