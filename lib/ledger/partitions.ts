import { isCode } from '@/lib/config/durable-file';

/** What runs plain statements as the owner of the tables. */
interface OwnerConnection {
  query(text: string): Promise<{ readonly rows: readonly { readonly name: string }[] }>;
}

/** Months after the current one that have their partition already. */
const MONTHS_AHEAD = 3;
const DUPLICATE_TABLE = '42P07';
/** Of the catalog: another starter was a moment earlier. */
const UNIQUE_VIOLATION = '23505';

/**
 * Sees to the partitions of `events` for this month and three more (months in UTC). A partition is
 * made by itself and then attached, which holds up neither reading nor writing. Roles have their
 * rights on `events` alone, so a partition cannot be reached past it.
 */
export async function ensurePartitions(owner: OwnerConnection): Promise<string[]> {
  const { rows } = await owner.query(`
    SELECT to_char(month, 'YYYY_MM') AS name
    FROM generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'),
      date_trunc('month', now() AT TIME ZONE 'UTC') + interval '${MONTHS_AHEAD} months',
      interval '1 month') AS month
    WHERE to_regclass('events_' || to_char(month, 'YYYY_MM')) IS NULL ORDER BY 1`);
  const made: string[] = [];
  for (const { name } of rows) {
    if (await makePartition(owner, name)) made.push(`events_${name}`);
  }
  return made;
}

/** `month` as 2026_11. Returns false where another starter has made it. */
async function makePartition(owner: OwnerConnection, month: string): Promise<boolean> {
  const [year = 0, number = 0] = month.split('_').map(Number);
  const start = (monthsLater: number) =>
    new Date(Date.UTC(year, number - 1 + monthsLater)).toISOString();
  try {
    await owner.query('BEGIN');
    await owner.query(`CREATE TABLE events_${month} (LIKE events INCLUDING ALL)`);
    await owner.query(
      `ALTER TABLE events ATTACH PARTITION events_${month}
       FOR VALUES FROM ('${start(0)}') TO ('${start(1)}')`,
    );
    await owner.query('COMMIT');
    return true;
  } catch (error) {
    await owner.query('ROLLBACK');
    if (isCode(error, DUPLICATE_TABLE) || isCode(error, UNIQUE_VIOLATION)) return false;
    throw error;
  }
}
