import type { Queryable } from '@/lib/database/session';
import type { LogEvent } from './log-event';

/**
 * A read model made from the log alone, in the transaction that seals a batch. Events come in the
 * order of the log: by merchant, then by seq. There is one writer, so what `apply` reads it may
 * write back.
 */
export interface Projection {
  readonly name: string;
  /** Its tables; `npm run rebuild` empties and refills them. */
  readonly tables: readonly string[];
  apply(transaction: Queryable, events: readonly LogEvent[]): Promise<void>;
}
