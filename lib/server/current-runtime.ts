import { ensureSecret } from '@/lib/config/data-folder';
import { loadConfig } from '@/lib/config/load';
import { openDatabase } from '@/lib/database/open';
import { createRuntime } from './create-runtime';
import { followClock } from './follow-clock';
import type { Runtime } from './runtime';

/**
 * Next bundles a module once for pages and once for routes, and the server has its own copy; the
 * process's one runtime is found through this symbol.
 */
const RUNTIME = Symbol.for('onceover.runtime');

interface RuntimeHolder {
  [RUNTIME]?: Promise<Runtime>;
}

const holder: RuntimeHolder & typeof globalThis = globalThis;

/** Makes a runtime the one of this process. */
export function publishRuntime(runtime: Runtime): void {
  holder[RUNTIME] = Promise.resolve(runtime);
}

/** The process's runtime; where Next runs alone, it is made at the first request. */
export function currentRuntime(): Promise<Runtime> {
  holder[RUNTIME] ??= openRuntime().catch((error: unknown) => {
    // The next request tries again.
    delete holder[RUNTIME];
    throw error;
  });
  return holder[RUNTIME];
}

async function openRuntime(): Promise<Runtime> {
  const config = loadConfig();
  const { appUrl, ownerUrl, tailRole } = await openDatabase(config, () => undefined);
  const secret = ensureSecret(config);
  const { runtime, setReady } = createRuntime(config, { appUrl, ownerUrl, tailRole, secret });
  await followClock(runtime, new AbortController().signal);
  setReady(true);
  return runtime;
}
