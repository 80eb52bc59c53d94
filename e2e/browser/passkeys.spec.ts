import { signIn } from './dashboard';
import { untilHeard } from './hydration';
import { newPerson } from './people';
import { expect, test } from './test';

/** Passkeys belong to a domain, which an IP address is not: localhost is the public URL here. */
function atLocalhost(url: string): string {
  return url.replace('127.0.0.1', 'localhost');
}

test('a passkey is added, signs in by itself, once for each challenge, and is removed', async ({
  browser,
  product,
}) => {
  const person = await newPerson(product, 'engineer');
  const context = await browser.newContext({ baseURL: atLocalhost(product.url) });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });

  await signIn(page, person);
  await page.goto('/settings/account');
  const part = page.getByRole('region', { name: 'Passkeys' });
  const add = async (password: string) => {
    await part.getByRole('button', { name: 'Add a passkey' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('My laptop');
    await dialog.getByLabel('Your password').fill(password);
    await dialog.getByRole('button', { name: 'Add' }).click();
    return dialog;
  };
  const refused = await add('wrong');
  await expect(refused.getByText('this is not your password')).toBeVisible();
  await refused.getByRole('button', { name: 'Cancel' }).click();
  const dialog = await add(person.password);
  await expect(dialog).toBeHidden();
  await expect(part.getByRole('row', { name: /My laptop.*never/ })).toBeVisible();
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toHaveLength(1);
  expect(credentials[0]?.isResidentCredential).toBe(true);

  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await untilHeard(page);
  const answered = page.waitForRequest(/\/api\/auth\/sign-in\/passkey$/);
  await page.getByRole('button', { name: 'Use a passkey' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  // The very same answer again signs nobody in.
  const again = await fetch(`${product.url}/api/auth/sign-in/passkey`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: String((await answered).postData()),
  });
  expect(again.status).toBe(401);
  expect(again.headers.getSetCookie()).toEqual([]);

  await page.goto('/settings/account');
  await part.getByRole('button', { name: 'Remove My laptop' }).click();
  await dialog.getByLabel('Your password').fill(person.password);
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(part.getByText('You have none yet.')).toBeVisible();
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await untilHeard(page);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByText('This passkey signs nobody in.')).toBeVisible();
  await context.close();
});

test('no passkey is made on a device whose holder does not show who they are', async ({
  browser,
  product,
}) => {
  const person = await newPerson(product, 'viewer');
  const context = await browser.newContext({ baseURL: atLocalhost(product.url) });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      // Whoever holds the device does not show who they are.
      isUserVerified: false,
      automaticPresenceSimulation: true,
    },
  });
  await signIn(page, person);
  await page.goto('/settings/account');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Found phone');
  await dialog.getByLabel('Your password').fill(person.password);
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog.getByText(/cancelled, or took too long/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('You have none yet.')).toBeVisible();
  await context.close();
});
