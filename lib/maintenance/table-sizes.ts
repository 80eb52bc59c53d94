import type { Pool } from '@/lib/database/connection';
import { countDue, estimateTables, PURGED_TABLES, type TableSize } from './store';

/** Enough to see that the purge is behind; more would cost the scrape. */
const DUE_COUNTED_MAX = 10_001;

interface TableSizeWithDue extends TableSize {
  /** Rows due for the purge, counted up to 10 001; null for tables that are never purged. */
  readonly due: number | null;
}

/** How large our tables are, without reading them. Throws DatabaseError. */
export async function readTableSizes(pool: Pool): Promise<TableSizeWithDue[]> {
  const sizes = await estimateTables(pool);
  const due = new Map<string, number>();
  for (const table of PURGED_TABLES) due.set(table, await countDue(pool, table, DUE_COUNTED_MAX));
  return sizes.map((size) => ({ ...size, due: due.get(size.table) ?? null }));
}
