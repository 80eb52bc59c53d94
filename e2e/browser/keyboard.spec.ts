import type { Locator, Page } from '@playwright/test';
import { openSession } from './dashboard';
import { Shop } from './shop';
import { expect, test } from './test';

/** More than any page has. */
const STOPS_MAX = 150;
const RETENTION_MS = 1000;

/** Goes on by Tab until it is reached, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  // Some radios are drawn by their labels.
  await expect(target).toBeAttached();
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not come to ${target}`);
}

async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

async function write(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

/** Where the next Tab goes on from: nowhere, once what had it is gone. */
async function expectFocus(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
}

test('what expires, what another retention would have changed, and the key that it is about', async ({
  page,
  product,
}) => {
  const shop = await Shop.open(product, 'Forgetful by keyboard');
  await shop.keep('PT1S');
  await shop.pay('again');
  await new Promise((resolve) => setTimeout(resolve, RETENTION_MS + 300));
  await shop.pay('again');
  await shop.logged(2);
  await openSession(page);
  await page.goto(`/expiring?merchant=${shop.id}`);
  const ahead = page.getByRole('radiogroup', { name: 'How far ahead' });
  await press(page, ahead.getByRole('radio', { name: '24 hours' }), 'ArrowRight');
  await expect(page).toHaveURL(/ahead=P7D/);
  await press(page, page.getByText('What expires when as a table'));
  await expect(
    page.getByRole('region', { name: 'What expires when as a table' }).getByRole('table'),
  ).toBeVisible();
  await press(page, page.getByLabel('Keep keys'), 'ArrowDown');
  await expect(page).toHaveURL(/retention=/);
  await expect(page.getByRole('region', { name: 'What if keys were kept longer' })).toContainText(
    '1 of 1 execution after expiry',
  );
  await press(page, page.getByRole('link', { name: 'again', exact: true }));
  await expect(page.getByRole('heading', { level: 1, name: 'again' })).toBeVisible();
});

test('a policy, and an API key that is made and revoked', async ({ page, product }) => {
  const shop = await Shop.open(product, 'Set by keyboard');
  await openSession(page);
  await page.goto(`/settings?merchant=${shop.id}`);
  const change = page.getByRole('button', { name: 'Change' }).first();
  await press(page, change);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Reason')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(change).toBeFocused();
  await page.keyboard.press('Enter');
  await press(page, dialog.getByLabel('As a provider publishes it'), 'ArrowDown');
  await write(page, dialog.getByLabel('Reason'), 'as our provider does');
  await press(page, dialog.getByRole('button', { name: 'Make a new version' }));
  await expect(page.getByText('“as our provider does”')).toBeVisible();
  await expectFocus(page);

  await tabTo(page, page.getByRole('tab', { name: 'Policies' }));
  await press(page, page.getByRole('tab', { name: 'Policies' }), 'ArrowRight');
  await expect(page.getByRole('tab', { name: 'API keys' })).toBeFocused();
  await page.keyboard.press('Enter');
  await press(page, page.getByRole('button', { name: 'New API key' }));
  await write(page, dialog.getByLabel('Name'), 'keyboard');
  await write(page, dialog.getByLabel('Reason'), 'a new service');
  await press(page, dialog.getByRole('button', { name: 'Make the key' }));
  await expect(dialog.getByText(/^oc_[0-9A-Za-z]{12}_/)).toBeVisible();
  await press(page, dialog.getByRole('button', { name: 'Done' }));
  await expect(dialog).toHaveCount(0);
  await expectFocus(page);
  const row = page.getByRole('row', { name: /keyboard/ });
  await press(page, row.getByRole('button', { name: 'Revoke keyboard' }));
  await write(page, dialog.getByLabel('Reason'), 'not needed');
  await press(page, dialog.getByRole('button', { name: 'Revoke' }));
  await expect(row.getByText('revoked')).toBeVisible();
  await expectFocus(page);
});

test('a story is proved, and noted in', async ({ page, product }) => {
  const shop = await Shop.open(product, 'Told by keyboard');
  await shop.pay('told');
  await shop.pay('told');
  await shop.logged(2);
  await openSession(page);
  await page.goto(`/keys?merchant=${shop.id}&key=told`);
  await press(page, page.getByRole('link', { name: 'told', exact: true }));
  await press(page, page.getByRole('link', { name: 'Open whole' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('told');
  await press(page, page.getByRole('button', { name: 'Check all 2 here' }));
  await expect(
    page.getByText('Proved: all 2 attempts are in the signed log as shown'),
  ).toBeVisible();
  await expectFocus(page);
  await write(page, page.getByLabel('New note'), 'As it should be.');
  await press(page, page.getByRole('button', { name: 'Write it down' }));
  await expect(page.getByRole('region', { name: 'Notes' }).getByRole('listitem')).toContainText(
    'As it should be.',
  );
  await expectFocus(page);
});
