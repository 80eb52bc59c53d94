import type { Pool } from '@/lib/database/connection';
import type { Cursors } from '@/lib/http/cursor';

/** What reading the history takes. */
export interface HistoryReader {
  readonly workPool: Pool;
  readonly cursors: Cursors;
}
