import type { Pool } from '@/lib/database/connection';
import { EventJournal } from './journal';
import { insertEvents } from './store';

/** The journal of this process, written through `pool`. */
export function openJournal(pool: Pool, onError: (error: unknown) => void): EventJournal {
  return new EventJournal({
    insert: (rows) => insertEvents(pool, rows),
    onError,
    now: () => performance.now(),
  });
}
