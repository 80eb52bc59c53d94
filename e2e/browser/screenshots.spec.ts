import path from 'node:path';
import type { Integrity } from '@/lib/ledger/integrity/contract';
import type { ShownSampleCompany } from '@/lib/sample/contract';
import { PRIVATE_PAGES } from '../http/pages';
import { openSession } from './dashboard';
import { newVisitor } from './people';
import { expect, test } from './test';

/** Below Playwright's folder, which a run empties at its beginning. */
const FOLDER = path.join('test-results', 'screenshots');
const CUSTOMER = 'customer_reference=123456';
const COMPARED = '/keys/compare';
const STORY = '/keys/[id]';
const LOOKS = [1440, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

let merchant: string;
/** Of a customer who was charged twice. */
let keyId: string;

test.beforeAll(async ({ browser, product }) => {
  const visitor = await newVisitor(browser, product);
  await openSession(visitor);
  const read = async <Answer>(address: string): Promise<Answer> =>
    (await (await visitor.request.get(address)).json()) as Answer;
  const loaded = await visitor.request.post('/api/v1/sample-company', {
    data: { reason: 'to be looked at' },
    headers: { Origin: product.url },
  });
  expect(loaded.status(), await loaded.text()).toBe(201);
  merchant = ((await loaded.json()) as ShownSampleCompany).merchant_id;
  await expect
    .poll(
      async () => {
        const { heads } = await read<Integrity>(`/api/v1/audit/integrity?merchant=${merchant}`);
        const { size = 0, waiting_since: waiting } =
          heads.find(({ merchant_id: id }) => id === merchant) ?? {};
        return size > 0 && waiting === null;
      },
      { timeout: 120_000 },
    )
    .toBe(true);
  const { data } = await read<{ data: { id: string }[] }>(
    `/api/v1/keys?merchant=${merchant}&${CUSTOMER}`,
  );
  expect(data).toHaveLength(2);
  keyId = String(data[0]?.id);
  await visitor.context().close();
});

for (const { width, colorScheme } of LOOKS) {
  test(`pages at ${width} px in ${colorScheme} are read without a failure, and pictured`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    await openSession(page);
    for (const route of PRIVATE_PAGES) {
      const query = route === COMPARED ? `${CUSTOMER}&` : '';
      await page.goto(`${route.replace('[id]', keyId)}?${query}merchant=${merchant}`);
      // Charts and what is below the fold are loaded after the page.
      await page.waitForLoadState('networkidle');
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByText(/could not be read|could not be made/)).toHaveCount(0);
      const name = route === STORY ? 'keys-story' : route.slice(1).replaceAll('/', '-');
      const file = `${name || 'overview'}-${width}-${colorScheme}.png`;
      await page.screenshot({ path: path.join(FOLDER, file), fullPage: true });
    }
  });
}
