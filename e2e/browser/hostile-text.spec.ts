import type { Page } from '@playwright/test';
import { openSession } from './dashboard';
import { Shop } from './shop';
import { expect, test } from './test';

/** What pages have been broken with; each would call `alert` or leave a mark if it were run. */
const CORPUS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '"><script>alert(1)</script>',
  "'-alert(1)-'",
  '</title><script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '<iframe srcdoc="<script>parent.alert(1)</script>">',
  '<a href="javascript:alert(1)">press</a>',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '<details open ontoggle=alert(1)>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<style>@import"//evil.example"</style>',
  '<base href="//evil.example/">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '{{constructor.constructor("alert(1)")()}}',
  '$'.concat('{alert(1)}'),
  '\u2028alert(1)\u2029<!--',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '&lt;img src=x onerror=alert(1)&gt;',
  '\u202e<img src=x onerror=alert(1)>',
] as const;

/** As a key may be: visible ASCII without quotes and commas. */
const KEYS = [
  '<img/src=x/onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  'javascript:alert(1)',
  '../../<svg/onload=alert(1)>?a=b#c',
];

let shop: Shop;

/** Every field that a client fills: each text in each of them. */
test.beforeAll(async ({ product }) => {
  shop = await Shop.open(product, '<img src=x onerror=alert(1)> & sons');
  for (const [index, text] of CORPUS.entries()) {
    const body = {
      customer_reference: text,
      order_reference: text,
      provider_reference: text,
      description: text,
      payment_method: { type: text, brand: text, last4: '4242' },
      metadata: { [text]: text },
    };
    const key = KEYS[index] ?? `hostile-${index}`;
    await shop.pay(key, body, { 'user-agent': headerOf(text) });
    await shop.pay(key, { ...body, [index % 2 ? 'description' : 'order_reference']: `${text}!` });
  }
  await shop.report(
    CORPUS.map((text, index) => ({
      id: `${index} ${withoutControls(text)}`,
      occurred_at: new Date(Date.now() - 60_000).toISOString(),
      operation: withoutControls(text),
      idempotency_key: withoutControls(text),
      outcome: 'executed',
      resource_id: withoutControls(text),
      client_id: withoutControls(text),
      user_agent: withoutControls(text),
      customer_reference: withoutControls(text),
      order_reference: withoutControls(text),
    })),
  );
  await shop.logged(CORPUS.length * 3);
});

/** Headers are bytes. */
function headerOf(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}

function withoutControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '');
}

/** Nothing ran, nothing was refused by the policy that would have run, and no markup became part. */
async function watch(page: Page): Promise<() => Promise<void>> {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`refused: ${violatedDirective} ${blockedURI}`),
    );
  });
  return async () => {
    expect(dialogs).toEqual([]);
    const made = await page.evaluate(() => [
      ...[...document.querySelectorAll('[onerror],[onload],[ontoggle],iframe,base,math')].map(
        ({ outerHTML }) => outerHTML,
      ),
      ...[...document.querySelectorAll<HTMLAnchorElement>('a[href]')]
        .map(({ href }) => href)
        .filter((href) => !href.startsWith('http')),
    ]);
    expect(made).toEqual([]);
  };
}

test('lists, the panel and the columns of keys show what a client sent as text', async ({
  page,
}) => {
  const nothingRan = await watch(page);
  await openSession(page);
  await page.goto(`/keys?merchant=${shop.id}`);
  for (const column of ['Order', 'Last seen']) {
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: column, exact: true }).click();
    await page.keyboard.press('Escape');
  }
  const table = page.getByRole('region', { name: 'Idempotency keys' });
  const seen = new Set<string>();
  await expect(async () => {
    for (const text of await table.getByRole('cell').allTextContents()) seen.add(text);
    await table.evaluate((frame) => frame.scrollBy(0, 400));
    for (const text of [...CORPUS, ...KEYS]) expect([...seen]).toContain(text);
  }).toPass({ timeout: 60_000, intervals: [100] });
  await nothingRan();
  for (const key of KEYS) {
    await page.goto(`/keys?merchant=${shop.id}&key=${encodeURIComponent(key)}`);
    await page.getByRole('link', { name: key, exact: true }).click();
    const panel = page.getByRole('complementary', { name: 'Key in short' });
    await expect(panel.getByRole('heading', { level: 2 })).toHaveText(key);
    await expect(panel.getByRole('listitem').first()).toContainText('in the log');
    await nothingRan();
  }
});

test('a story, side by side, the palette and an export show it as text too', async ({ page }) => {
  const nothingRan = await watch(page);
  await openSession(page);
  for (const text of CORPUS.slice(0, 8)) {
    await page.goto(
      `/keys/compare?merchant=${shop.id}&customer_reference=${encodeURIComponent(text)}`,
    );
    await expect(page.getByRole('row', { name: /^Customer/ })).toContainText(text);
    await nothingRan();
  }
  await page.goto(`/keys?merchant=${shop.id}&key=${encodeURIComponent(KEYS[0] ?? '')}`);
  await page.getByRole('link', { name: KEYS[0] ?? '', exact: true }).click();
  await page.getByRole('link', { name: 'Open whole' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(KEYS[0] ?? '');
  await expect(page.getByRole('region', { name: 'Sources' })).toContainText(CORPUS[0]);
  await nothingRan();

  await page.goto(`/keys?merchant=${shop.id}&order_reference=${encodeURIComponent(CORPUS[1])}`);
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(page.getByRole('dialog').getByText(CORPUS[1])).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('combobox', { name: /^Find/ }).fill(CORPUS[1]);
  await page.getByRole('option', { name: /Find$/ }).click();
  await expect(page.getByRole('option', { name: 'Keys of the customer' })).toContainText(CORPUS[1]);
  await nothingRan();
});

test('a note, and the name of a merchant, are text', async ({ page }) => {
  const nothingRan = await watch(page);
  await openSession(page);
  await page.goto(`/keys?merchant=${shop.id}&key=${encodeURIComponent(KEYS[1] ?? '')}`);
  await page.getByRole('link', { name: KEYS[1] ?? '', exact: true }).click();
  await page.getByRole('link', { name: 'Open whole' }).click();
  const note = CORPUS.join('\n');
  await page.getByLabel('New note').fill(note);
  await page.getByRole('button', { name: 'Write it down' }).click();
  const notes = page.getByRole('region', { name: 'Notes' });
  await expect(notes.getByRole('listitem')).toContainText(CORPUS[0]);
  await expect(notes.getByRole('listitem')).toContainText(CORPUS[3]);
  await nothingRan();
  await page.goto(`/?merchant=${shop.id}`);
  await page.getByRole('button', { name: /^Merchant: <img src=x/ }).click();
  await expect(page.getByRole('menuitem', { name: /^<img src=x/ })).toBeVisible();
  await nothingRan();
});
