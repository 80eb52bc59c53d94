import { PROBLEMS } from '@/lib/http/contract';
import { expect, test } from './test';

for (const [slug, { status, title, remedy }] of Object.entries(PROBLEMS)) {
  test(`/problems/${slug} says ${status} and what to do`, async ({ page }) => {
    const answer = await page.goto(`/problems/${slug}`);
    expect(answer?.status()).toBe(200);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.getByRole('main')).toContainText(`${status}${slug}`);
    await expect(page.getByRole('main')).toContainText(remedy);
  });
}

test('the list of problems leads to each of them', async ({ page }) => {
  await page.goto('/problems');
  for (const [slug, { title }] of Object.entries(PROBLEMS)) {
    await expect(page.getByRole('link', { name: title, exact: true })).toHaveAttribute(
      'href',
      `/problems/${slug}`,
    );
  }
});

test("a problem's type is the address of its page", async ({ page, request }) => {
  const answer = await request.get('/api/v1/payments');
  const { type, title } = (await answer.json()) as { type: string; title: string };
  await page.goto(type);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
});

for (const path of ['/nowhere', '/problems/no-such-problem', '/docs/nowhere']) {
  test(`${path} is our 404, with ways on`, async ({ page, troubles }) => {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing here');
    await page.getByRole('main').getByRole('link', { name: 'API reference' }).click();
    await expect(page).toHaveURL('/docs');
    // Chromium itself writes the page's own 404 to its console, now and then twice.
    expect(troubles.length).toBeGreaterThan(0);
    expect(troubles.splice(0).filter((line) => !line.includes('404'))).toEqual([]);
  });
}
