import type { Page } from '@playwright/test';
import { totpCode } from '@/lib/access/factors/totp';
import { fillSignIn, openSession, signIn } from './dashboard';
import { type Credentials, newPerson, newVisitor } from './people';
import { expect, test } from './test';

const STEP_MS = 30_000;

function codeOf(secret: string, later: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((each) => alphabet.indexOf(each).toString(2).padStart(5, '0'));
  const bytes = (bits.join('').match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2));
  return totpCode(Buffer.from(bytes), Math.floor(Date.now() / STEP_MS) + later);
}

async function openAccount(page: Page, person: Credentials): Promise<void> {
  await signIn(page, person);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Your account' }).click();
  await expect(page.getByRole('heading', { name: 'Authenticator app' })).toBeVisible();
}

test('a password is changed, and every other session is over', async ({
  page,
  browser,
  product,
}) => {
  const person = await newPerson(product, 'viewer');
  const elsewhere = await newVisitor(browser, product);
  await openSession(elsewhere, person);
  // A page that asks for nothing by itself: it would leave as soon as its session is over.
  await elsewhere.goto('/settings/account');
  await openAccount(page, person);
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await expect(sessions.getByRole('row')).toHaveCount(3);
  await expect(sessions.getByText('this one')).toHaveCount(1);
  await page.getByRole('button', { name: 'Change the password' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Present password').fill(person.password);
  await dialog.getByLabel('New password').fill('another password of mine');
  await dialog.getByLabel('The same again').fill('another one');
  await dialog.getByRole('button', { name: 'Change' }).click();
  await expect(dialog.getByText('The two differ')).toBeVisible();
  await dialog.getByLabel('The same again').fill('another password of mine');
  await dialog.getByRole('button', { name: 'Change' }).click();
  await expect(dialog).toBeHidden();
  await expect(sessions.getByRole('row')).toHaveCount(2);
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await fillSignIn(elsewhere, { ...person, password: 'another password of mine' });
  await expect(elsewhere).toHaveURL('/settings/account');
  await elsewhere.context().close();
});

test('one session is ended from another', async ({ page, browser, product }) => {
  const person = await newPerson(product, 'viewer');
  const elsewhere = await newVisitor(browser, product);
  await openSession(elsewhere, person);
  // A page that asks for nothing by itself: it would leave as soon as its session is over.
  await elsewhere.goto('/settings/account');
  await openAccount(page, person);
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await sessions.getByRole('button', { name: 'End' }).click();
  await expect(sessions.getByRole('row')).toHaveCount(2);
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await elsewhere.context().close();
});

test('an authenticator is added, asked for at sign-in, and removed', async ({
  page,
  browser,
  product,
}) => {
  const person = await newPerson(product, 'viewer');
  await openAccount(page, person);
  await page.getByRole('button', { name: 'Add an authenticator' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(person.password);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(dialog.getByRole('img', { name: /^QR code/ })).toBeVisible();
  const shown = await dialog.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent();
  const secret = String(shown).replaceAll(' ', '');
  await dialog.getByLabel('Code', { exact: true }).fill(codeOf(secret, 0));
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  const codes = await dialog.getByText(/^[A-Z2-7]{5}-[A-Z2-7]{5}\n/).textContent();
  const [recovery = ''] = String(codes).split('\n');
  await dialog.getByRole('button', { name: 'Done' }).click();
  const part = page.getByRole('region', { name: 'Authenticator app' });
  await expect(part.getByText('10 recovery codes left')).toBeVisible();

  const elsewhere = await newVisitor(browser, product);
  await elsewhere.goto('/sign-in?next=%2Fsettings%2Faccount');
  await fillSignIn(elsewhere, person);
  const code = elsewhere.getByLabel('Code');
  await expect(code).toBeFocused();
  await code.fill('000000');
  await code.press('Enter');
  await expect(elsewhere.getByText(/^The code is wrong/)).toBeVisible();
  await code.fill(recovery);
  await code.press('Enter');
  await expect(elsewhere.getByText('9 recovery codes left')).toBeVisible();
  await elsewhere.getByRole('button', { name: 'Remove the authenticator' }).click();
  const removal = elsewhere.getByRole('dialog');
  await removal.getByLabel('Your password').fill('wrong');
  await removal.getByRole('button', { name: 'Remove' }).click();
  await expect(removal.getByText('this is not your password')).toBeVisible();
  await removal.getByLabel('Your password').fill(person.password);
  await removal.getByRole('button', { name: 'Remove' }).click();
  await expect(elsewhere.getByText('not in use')).toBeVisible();
  await elsewhere.context().close();
});
