import { ADMINISTRATOR, fillSignIn, openSession, signIn } from './dashboard';
import { Shop } from './shop';
import { expect, test } from './test';

test('who asks for a page signs in and is there', async ({ page }) => {
  await page.goto('/settings/people');
  await expect(page).toHaveURL('/sign-in?next=%2Fsettings%2Fpeople');
  await expect(page.getByLabel('Email address')).toBeFocused();
  await fillSignIn(page);
  await expect(page).toHaveURL('/settings/people');
  await expect(page.getByRole('cell', { name: ADMINISTRATOR.email })).toBeVisible();
});

test('by keyboard alone: in, to a page, and out', async ({ page }) => {
  await page.goto('/sign-in');
  await expect(page.getByLabel('Email address')).toBeFocused();
  await page.keyboard.type(ADMINISTRATOR.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ADMINISTRATOR.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.getByRole('link', { name: 'Settings' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await page.getByRole('button', { name: /^Account of/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Sign out' }).press('Enter');
  await expect(page).toHaveURL('/sign-in');
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in/);
});

test('a wrong password says so, keeps the address, and names nobody', async ({
  page,
  troubles,
}) => {
  await page.goto('/sign-in');
  await fillSignIn(page, { ...ADMINISTRATOR, password: 'wrong' });
  await expect(page.getByText('The email address or the password is wrong.')).toBeVisible();
  await expect(page.getByLabel('Email address')).toHaveValue(ADMINISTRATOR.email);
  await expect(page).toHaveURL('/sign-in');
  // Chromium itself writes the 401 to its console.
  expect(troubles.splice(0)).toEqual([expect.stringContaining('401')]);
});

test('somebody is invited, chooses a password by the link, and sees what a viewer sees', async ({
  page,
  browser,
  baseURL,
}) => {
  await openSession(page);
  await page.goto('/settings/people');
  await page.getByRole('button', { name: 'Invite' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Email address').fill('viewer@example.com');
  await form.getByLabel('Reason').fill('reads along');
  await form.getByRole('button', { name: 'Invite' }).click();
  const link = (await form.getByText(/#invitation=/).textContent()) ?? '';
  await form.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row', { name: /viewer@example.com.*invited/ })).toBeVisible();

  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const visitor = await context.newPage();
  await visitor.goto(`/sign-in${new URL(link).hash}`);
  await expect(visitor.getByRole('heading', { name: 'Choose a password' })).toBeVisible();
  expect(visitor.url()).not.toContain('invitation');
  await visitor.getByLabel('New password').fill('a password of mine');
  await visitor.getByLabel('The same again').fill('a password of mine');
  await visitor.getByRole('button', { name: 'Choose and sign in' }).click();
  await expect(visitor.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await visitor.goto('/settings');
  await expect(visitor.getByRole('heading', { name: 'payments' })).toBeVisible();
  await expect(visitor.getByRole('button', { name: 'Change' })).toHaveCount(0);
  await visitor.goto('/settings/people');
  await expect(visitor.getByText('Not for your role')).toBeVisible();

  await page.getByRole('button', { name: 'What to do with viewer' }).click();
  await page.getByRole('menuitem', { name: 'Disable' }).click();
  await page.getByLabel('Reason').fill('done reading');
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await expect(page.getByRole('row', { name: /viewer@example.com.*disabled/ })).toBeVisible();
  await visitor.reload();
  await expect(visitor).toHaveURL(/\/sign-in/);
  await context.close();
});

test('a policy is changed with a reason, and an API key is made, shown once and revoked', async ({
  page,
}) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Change' }).nth(2).click();
  await page.getByLabel('As a provider publishes it').selectOption('adyen');
  await page.getByLabel('Reason').fill('retries go on for days');
  await page.getByRole('button', { name: 'Make a new version' }).click();
  await expect(page.getByText('“retries go on for days”')).toBeVisible();
  await expect(page.getByText('7 days').first()).toBeVisible();
  const versions = page.getByRole('region', { name: 'Versions of policies' }).getByRole('row');
  await expect(versions.filter({ hasText: 'retries go on for days' })).toContainText(
    /version 1.*adyen.*7 days/,
  );

  await page.getByRole('tab', { name: 'API keys' }).click();
  await page.getByRole('button', { name: 'New API key' }).click();
  await page.getByLabel('Name').fill('checkout');
  await page.getByLabel('Reason').fill('a new service');
  await page.getByRole('button', { name: 'Make the key' }).click();
  const secret = (await page.getByText(/^oc_[0-9A-Za-z]{12}_/).textContent()) ?? '';
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  const row = page.getByRole('row', { name: /checkout/ });
  await row.getByRole('button', { name: 'Revoke checkout' }).click();
  await page.getByLabel('Reason').fill('not needed');
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(row.getByText('revoked')).toBeVisible();
});

test('a merchant is made, and its first API key where that leads to', async ({ page }) => {
  await openSession(page);
  await page.goto('/settings/merchants');
  await page.getByRole('button', { name: 'New merchant' }).click();
  await page.getByLabel('Name').fill('Branch office');
  await page.getByLabel('Reason').fill('it opens on Monday');
  await page.getByRole('button', { name: 'Make the merchant' }).click();
  await expect(page).toHaveURL(/\/settings\/api-keys\?merchant=mer_[0-9a-f]{32}$/);
  await expect(page.getByText('There is no API key yet.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Merchant: Branch office' })).toBeVisible();
  await page.getByRole('tab', { name: 'Merchants' }).click();
  await page.getByRole('link', { name: 'Branch office', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('times are in UTC, or local, and stay so; colours too', async ({ page }) => {
  await openSession(page);
  await page.goto('/settings/api-keys');
  await expect(page.getByRole('cell', { name: /UTC$/ }).first()).toBeVisible();
  await page.getByRole('button', { name: /^Times in UTC/ }).click();
  await expect(page.getByRole('cell', { name: /GMT\+5:30$/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Colours' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.reload();
  await expect(page.getByRole('cell', { name: /GMT\+5:30$/ }).first()).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test('the first payment is seen as soon as it is there', async ({ page, product }) => {
  const shop = await Shop.open(product, 'New shop');
  await signIn(page);
  await page.getByRole('button', { name: /^Merchant:/ }).click();
  await page.getByRole('menuitem', { name: 'New shop' }).click();
  await expect(page).toHaveURL(`/?merchant=${shop.id}`);
  await expect(page.getByText('Waiting for the first payment')).toBeVisible();
  const { id } = await shop.pay('first');
  await expect(page.getByText(id)).toBeVisible();
});

test.use({ timezoneId: 'Asia/Kolkata' });
