import { defineConfig, devices } from '@playwright/test';

// biome-ignore lint/style/noProcessEnv: scripts/test.mjs names the browser; else it is Playwright's own
const executablePath = process.env.CHROMIUM_PATH;

export default defineConfig({
  testDir: 'e2e/browser',
  outputDir: 'test-results',
  forbidOnly: true,
  // axe reads the whole reference unfolded, on machines that do other things too.
  timeout: 240_000,
  // The product is started once for each worker: a file's tests share one.
  workers: 2,
  use: {
    ...devices['Desktop Chrome'],
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    },
  },
});
