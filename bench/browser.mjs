import { prepareBrowser } from '../scripts/browser.mjs';
import { freePort } from './processes.mjs';

/** As root Chromium has no sandbox; it is to ask nobody but the instance. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/**
 * A real Chromium; `port` is where others, Lighthouse, drive it.
 * @returns {Promise<{ browser: import('@playwright/test').Browser, port: number }>}
 */
export async function openBrowser() {
  const executablePath = await prepareBrowser();
  const { chromium } = await import('@playwright/test');
  const port = await freePort();
  const args = [...FLAGS, `--remote-debugging-port=${port}`];
  return { browser: await chromium.launch({ executablePath, args }), port };
}

/**
 * A window of its own, without anything cached, of somebody signed in.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} url of the instance
 * @param {{ name: string, value: string }} cookie of the session
 */
export async function openWindow(browser, url, cookie) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1440, height: 900 },
  });
  await context.addCookies([{ ...cookie, url }]);
  return context;
}
