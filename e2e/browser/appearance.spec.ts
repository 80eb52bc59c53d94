import { AxeBuilder } from '@axe-core/playwright';
import { PRIVATE_PAGES } from '../http/pages';
import { openSession } from './dashboard';
import { expect, test, unfold } from './test';

const PUBLIC = ['/sign-in', '/docs', '/problems', '/problems/invalid-request', '/nowhere'];
// One key's story needs a key (story.spec.ts).
const PRIVATE = PRIVATE_PAGES.filter((page) => !page.includes('['));
const PAGES = [...PUBLIC, ...PRIVATE];
const WIDTHS = [360, 768, 1024, 1600];
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// Each by itself.
test.describe.configure({ mode: 'parallel' });

for (const path of PAGES) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${path} in ${colorScheme} is accessible (WCAG 2.2 AA)`, async ({ page, troubles }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      if (PRIVATE.includes(path)) await openSession(page);
      await page.goto(path);
      await unfold(page);
      const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze();
      expect(
        violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => target.join(' '))]),
      ).toEqual([]);
      if (path === '/nowhere') troubles.length = 0;
    });
  }

  test(`${path} never scrolls sideways, from 360 to 1600 pixels`, async ({ page, troubles }) => {
    if (PRIVATE.includes(path)) await openSession(page);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(path);
      await unfold(page);
      const { scrollWidth } = await page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
      }));
      expect(scrollWidth, `at ${width} pixels`).toBeLessThanOrEqual(width);
    }
    if (path === '/nowhere') troubles.length = 0;
  });
}
