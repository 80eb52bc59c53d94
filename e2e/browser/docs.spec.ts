import { type DescribedOperation, DocsPage, describedOperations } from './docs-page';
import { expect, test } from './test';

async function expectAllOperations(docs: DocsPage, operations: readonly DescribedOperation[]) {
  expect(operations.length).toBeGreaterThan(15);
  const [sections, targets] = [await docs.sections(), await docs.targets()];
  for (const { operationId, method, path, summary } of operations) {
    const section = sections.get(operationId);
    expect(section?.title, operationId).toBe(summary);
    expect(section?.text).toContain(`${method}${path}`);
    expect(section?.text).toContain('curl ');
    expect(targets.filter((target) => target === `#${operationId}`)).toHaveLength(1);
  }
}

test('the reference has every operation of openapi.json, and a way to it', async ({
  page,
  request,
}) => {
  const docs = new DocsPage(page);
  await docs.open();
  await expectAllOperations(docs, await describedOperations(request));
});

test('the operation being read is marked in the contents', async ({ page, request }) => {
  const docs = new DocsPage(page);
  const [first, ...others] = await describedOperations(request);
  const other = others.at(-5);
  if (!first || !other) throw new Error('nothing is described');
  await docs.open();
  await docs.linkTo(first).click();
  await expect(docs.operation(first)).toBeInViewport();
  await expect(docs.linkTo(first)).toHaveAttribute('aria-current', 'location');
  await docs.linkTo(other).click();
  await expect(docs.linkTo(other)).toHaveAttribute('aria-current', 'location');
  await expect(docs.linkTo(first)).not.toHaveAttribute('aria-current', 'location');
});

test('a request is copied whole, with its key and its body', async ({ page, context, request }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const docs = new DocsPage(page);
  const [first] = await describedOperations(request);
  if (!first) throw new Error('nothing is described');
  await docs.open(first.operationId);
  await docs.operation(first).getByRole('button', { name: 'Copy' }).first().click();
  await expect(docs.operation(first).getByText('Copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^curl \S+\/api\/v1\/payments .*Idempotency-Key: .*"amount"/s);
});

test('the keyboard skips the header, and reaches code that scrolls', async ({ page }) => {
  await new DocsPage(page).open();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#main$/);
  const code = page.locator('pre').first();
  await code.focus();
  await expect(code).toBeFocused();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the reference is whole, and what is folded opens', async ({ page, request }) => {
    const docs = new DocsPage(page);
    const operations = await describedOperations(request);
    await docs.open();
    await expectAllOperations(docs, operations);
    const [first] = operations;
    if (!first) throw new Error('nothing is described');
    const refusals = docs.operation(first).locator('details', { hasText: 'Refusals' });
    await expect(refusals.getByRole('link', { name: 'idempotency-key-reused' })).toBeHidden();
    await refusals.locator('summary').click();
    await refusals.getByRole('link', { name: 'idempotency-key-reused' }).click();
    await expect(page).toHaveURL('/problems/idempotency-key-reused');
  });
});
