import type { Config } from '@/lib/config/environment';
import { createPool } from '@/lib/database/pool';

const HOT_CONNECTIONS = 5;
const WORK_CONNECTIONS_MIN = 3;
const STATEMENT_TIMEOUT_MS = 5_000;
/** One key locked elsewhere may hold its batch up for this long, once. */
const HOT_LOCK_TIMEOUT_MS = 100;
const WORK_LOCK_TIMEOUT_MS = 2_000;

/**
 * The hot statements' plans are index look-ups and must stay so on a table that was empty when it
 * was last analysed; they are planned once for each connection.
 */
const HOT_SETTINGS = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
};

/** The grouped lanes' connections, and those for all else. */
export function createPools(config: Config, appUrl: string, onIdleError: (error: Error) => void) {
  const hotPool = createPool(appUrl, {
    size: HOT_CONNECTIONS,
    applicationName: 'onceover-hot',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    lockTimeoutMs: HOT_LOCK_TIMEOUT_MS,
    settings: HOT_SETTINGS,
    onIdleError,
  });
  const workPool = createPool(appUrl, {
    size: Math.max(WORK_CONNECTIONS_MIN, config.poolSize - HOT_CONNECTIONS),
    applicationName: 'onceover-work',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    lockTimeoutMs: WORK_LOCK_TIMEOUT_MS,
    onIdleError,
  });
  return { hotPool, workPool };
}
