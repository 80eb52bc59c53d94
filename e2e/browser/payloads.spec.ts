import type { Page } from '@playwright/test';
import { openSession } from './dashboard';
import { newPerson } from './people';
import { Shop } from './shop';
import { expect, test } from './test';

const MARKUP = '<img src=x onerror=alert(1)>';

let shop: Shop;

test.beforeAll(async ({ product }) => {
  shop = await Shop.open(product, 'Payload shop');
  const sent = {
    description: MARKUP,
    metadata: { note: 'secret-note' },
    payment_method: { type: 'card', last4: '4711' },
  };
  await shop.pay('payloads', sent);
  await shop.pay('payloads', { ...sent, amount: 1 });
});

/** The story of the key, once the log has it. */
async function openStory(page: Page): Promise<void> {
  await expect(async () => {
    const reply = await page.request.get(`/api/v1/keys?merchant=${shop.id}&key=payloads`);
    const [key] = (await reply.json()).data;
    await page.goto(`/keys/${key.id}?merchant=${shop.id}`);
    await expect(page.getByText('Conflict', { exact: false }).first()).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Payloads', exact: true })).toBeVisible({
      timeout: 5000,
    });
  }).toPass({ timeout: 60_000 });
}

test('an administrator sees payloads when asking for them, as text', async ({ page }) => {
  await openSession(page);
  await openStory(page);
  const part = page.getByRole('region', { name: 'Payloads' });
  await expect(part.getByText('secret-note')).toHaveCount(0);
  await part.getByRole('button', { name: 'Show payloads' }).click();
  await expect(part.getByText('First request')).toBeVisible();
  await expect(part.getByText('Stored response')).toBeVisible();
  await expect(part.getByText('Conflicting request')).toBeVisible();
  await expect(part.getByText(`"${MARKUP}"`).first()).toBeVisible();
});

test('an auditor reveals them with a reason, which is kept', async ({ page, product }) => {
  const auditor = await newPerson(product, 'auditor');
  await openSession(page, auditor);
  await openStory(page);
  await expect(page.getByText('masked', { exact: true })).toBeVisible();
  const part = page.getByRole('region', { name: 'Payloads' });
  await part.getByRole('button', { name: 'Reveal payloads' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Reveal payloads' });
  await dialog.getByLabel('Reason').fill('TICKET-77');
  await dialog.getByRole('button', { name: 'Reveal' }).click();
  await expect(dialog).toBeHidden();
  await expect(part.getByText('secret-note').first()).toBeVisible();
  await expect(async () => {
    const reply = await page.request.get(
      `/api/v1/audit/access?merchant=${shop.id}&action=payloads.revealed`,
    );
    const { data } = await reply.json();
    expect(data).toMatchObject([{ actor: auditor.email, reason: 'TICKET-77' }]);
  }).toPass({ timeout: 30_000 });
  // What was revealed is gone with the page.
  await page.reload();
  await expect(part.getByRole('button', { name: 'Reveal payloads' })).toBeVisible();
  await expect(page.getByText('secret-note')).toHaveCount(0);
});

test('a viewer is told whom to ask, and the document holds nothing', async ({ page, product }) => {
  await openSession(page, await newPerson(product, 'viewer'));
  await openStory(page);
  const part = page.getByRole('region', { name: 'Payloads' });
  await expect(part.getByText(/An engineer or an auditor/)).toBeVisible();
  await expect(part.getByRole('button')).toHaveCount(0);
  // Bare digits would also be found in somebody's hash.
  expect(await page.content()).not.toMatch(/secret-note|(["'>]|&quot;)4711(\\?["'<]|&quot;)/);
});
