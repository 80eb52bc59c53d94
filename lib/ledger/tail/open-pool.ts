import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';

const CONNECTIONS = 2;
const STATEMENT_TIMEOUT_MS = 30_000;
const LOCK_TIMEOUT_MS = 4_000;
/** Shorter than the lease: what a paused owner has locked is free before another one begins. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 3_000;

/** The tail's connections; `tailRole` null: they stay the owner's. */
export function openTailPool(
  ownerUrl: string,
  tailRole: string | null,
  onIdleError: (error: Error) => void,
): Pool {
  return createPool(ownerUrl, {
    size: CONNECTIONS,
    applicationName: 'onceover-tail',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
    idleInTransactionTimeoutMs: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    pipeline: true,
    settings: {
      ...(tailRole !== null && { role: tailRole }),
      // Look-ups by index, also on tables that were empty when they were last analysed.
      enable_seqscan: 'off',
      enable_hashjoin: 'off',
      enable_mergejoin: 'off',
      plan_cache_mode: 'force_generic_plan',
      jit: 'off',
    },
    onIdleError,
  });
}
