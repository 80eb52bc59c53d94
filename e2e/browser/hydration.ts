import { expect, type Page } from '@playwright/test';

/** Whether what is pressed is heard: React has taken the document over, or nothing of it is on the page. */
function isHeard(): boolean {
  const name = Object.keys(document).find((key) => key.startsWith('__reactContainer$'));
  if (name === undefined) return document.querySelector('script[src*="/_next/"]') === null;
  const root = Reflect.get(document, name);
  return root.stateNode.current.memoizedState.isDehydrated === false;
}

/** A page is there before its scripts are, and until then a click does nothing. */
export async function untilHeard(page: Page): Promise<void> {
  await expect(async () => {
    expect(await page.evaluate(isHeard)).toBe(true);
  }).toPass({ timeout: 60_000 });
}

/** Has the page's `goto` end when what is pressed is heard. */
export function waitForScripts(page: Page): Page {
  const goto = page.goto.bind(page);
  page.goto = async (...call) => {
    const response = await goto(...call);
    await untilHeard(page);
    return response;
  };
  return page;
}
