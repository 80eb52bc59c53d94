import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { prepareOnce, runDirectly } from './prepare.mjs';
import { run, StartError, say } from './steps.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const VERSION_MS = 30_000;
/** A download that stalls must not take all of the tests' time with it. */
const INSTALL_MS = 180_000;

/**
 * The path of a Chromium for the browser tests: the one that CHROMIUM_PATH names, an installed one,
 * or Playwright's own; where there is none, Playwright's is installed, or Debian's when root.
 * Throws StartError with what to do if all of that fails.
 * @returns {Promise<string>}
 */
export async function prepareBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (runs(named)) return named;
    throw new StartError(`CHROMIUM_PATH is ${named}, which is no Chromium that runs`);
  }
  await prepareOnce(async () => (await findBrowser()) !== undefined, installBrowser);
  const found = await findBrowser();
  if (found !== undefined) return found;
  throw new StartError(
    'the browser tests need Chromium: install it, or set CHROMIUM_PATH to where it is',
  );
}

/** @returns {Promise<string | undefined>} */
async function findBrowser() {
  // Not at the top: whoever imports this may have to install first.
  const { chromium } = await import('@playwright/test');
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute);
  const installed = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...installed, chromium.executablePath()].find((file) => existsSync(file) && runs(file));
}

/**
 * Being there is not enough: libraries may be missing, and Ubuntu's is a stub that asks for a snap.
 * @param {string} program
 */
function runs(program) {
  const { status } = spawnSync(program, ['--version'], { stdio: 'ignore', timeout: VERSION_MS });
  return status === 0;
}

async function installBrowser() {
  say("installing Playwright's Chromium");
  await attempt(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium']);
  if ((await findBrowser()) !== undefined) return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  say("installing Debian's Chromium");
  await attempt('apt-get', ['update']);
  await attempt('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium']);
}

/**
 * What it said is shown if it fails; whether there is a browser then is seen afterwards.
 * @param {string} program
 * @param {readonly string[]} args
 */
async function attempt(program, args) {
  try {
    await run(program, args, {
      what: `installing a browser (${args.join(' ')})`,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      timeoutMs: INSTALL_MS,
    });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    say(error.message);
  }
}

await runDirectly(import.meta.url, async () => say(`Chromium: ${await prepareBrowser()}`));
