import { openSession } from './dashboard';
import { Shop } from './shop';
import { expect, test } from './test';

test('an empty store: a sample company is loaded, a ticket is answered, and it is removed again', async ({
  page,
  product,
}) => {
  const empty = await Shop.open(product, 'Nothing yet');
  await openSession(page);
  await page.goto(`/?merchant=${empty.id}`);
  await page.getByRole('button', { name: 'Load a sample company' }).click();
  await expect(page.getByRole('heading', { name: 'This company is made up' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Merchant: Sample company' })).toBeVisible();
  const sample = new URL(page.url()).searchParams.get('merchant');
  expect(sample).toMatch(/^mer_[0-9a-f]{32}$/);
  expect(sample).not.toBe(empty.id);

  const ticket = page.getByRole('link', { name: /customer 123456, EUR 19\.99, Tuesday/ });
  await expect(async () => {
    await page.goto(`/?merchant=${sample}`);
    await ticket.click();
    await expect(page.getByText(/^Executed 2 times, under 2 different keys/)).toBeVisible({
      timeout: 5_000,
    });
  }).toPass({ timeout: 90_000 });
  await expect(page.getByText(/41 s 318 ms from the first to the last/)).toBeVisible();

  await page.goto(`/?merchant=${sample}`);
  await page.getByRole('button', { name: 'Remove it' }).click();
  await page.getByLabel('Reason').fill('seen enough');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('heading', { name: 'This company is made up' })).toHaveCount(0);
  await expect(page).not.toHaveURL(new RegExp(String(sample)));
  const gone = await page.request.get(`/api/v1/keys?merchant=${sample}`);
  expect(gone.status()).toBe(403);
});
