import { defineConfig, devices } from '@playwright/test';

/** Set by scripts/test.mjs; without it Playwright looks for the browser of its own. */
const executablePath = process.env.CHROMIUM_PATH;

export default defineConfig({
  testDir: 'e2e/browser',
  outputDir: 'test-results',
  forbidOnly: true,
  // The product is started once for each worker.
  workers: 1,
  use: {
    ...devices['Desktop Chrome'],
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    },
  },
});
