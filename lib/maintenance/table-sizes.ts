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

/** What our tables are for, as people ask for it. */
const PARTS: Readonly<Record<string, string>> = {
  events: 'log',
  ledger_nodes: 'log',
  checkpoints: 'log',
  idempotency_keys: 'keys',
  key_tombstones: 'keys',
  evidence: 'bodies',
  payments: 'payments',
  refunds: 'payments',
  jobs: 'payments',
  key_history: 'read_models',
  key_generations: 'read_models',
  expiry_hours: 'read_models',
  traffic: 'read_models',
  event_blocks: 'read_models',
  key_blocks: 'read_models',
};

interface StoragePart {
  readonly part: string;
  readonly bytes: number;
}

/** How large the parts of the store are, with their indexes. Throws DatabaseError. */
export async function readStorage(pool: Pool): Promise<StoragePart[]> {
  const bytes = new Map<string, number>();
  for (const size of await estimateTables(pool)) {
    const part = PARTS[size.table] ?? 'other';
    bytes.set(part, (bytes.get(part) ?? 0) + size.bytes);
  }
  return [...bytes].map(([part, sum]) => ({ part, bytes: sum }));
}
