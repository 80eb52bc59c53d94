import type { Pool } from '@/lib/database/connection';
import { literal } from '@/lib/database/literal';
import { findArchived } from '../archived';
import type { ExportJob } from '../job';
import type { DataColumn } from './data-columns';
import { keyColumns, keysFrom } from './key-query';
import { paymentColumns, paymentsFrom } from './payment-query';
import { countRows, sumAmounts } from './store';

/** Rows that are not records of the log: where they come from, in which order. */
interface PlainSource {
  readonly columns: readonly DataColumn[];
  readonly from: string;
  /** What names a row, for its order and a sample. */
  readonly id: string;
}

async function sourceOf(pool: Pool, job: ExportJob): Promise<PlainSource> {
  if (job.kind !== 'payments') {
    return { columns: keyColumns(job), from: keysFrom(job), id: 'k.key_id' };
  }
  const archived = await findArchived(pool, job.merchantId);
  const from = paymentsFrom(job, archived);
  return { columns: paymentColumns(job, archived), from, id: 'p.payment_id' };
}

/** The one statement that gives the rows, and how many they are. */
export async function plainSource(pool: Pool, job: ExportJob) {
  const { columns, from, id } = await sourceOf(pool, job);
  const order = job.kind === 'payments' ? id : 'k.first_seq, k.key_id';
  const matching = await countRows(pool, from);
  if (job.sample === null) {
    return { columns, count: matching, statements: [`${from} ORDER BY ${order}`] };
  }
  const { seed, size } = job.sample;
  const table = job.kind === 'payments' ? 'payments p' : 'key_history k';
  const column = id.slice(2);
  const drawn = `SELECT ${id} ${from} ORDER BY sha256(convert_to(${literal(seed)} || ':' || ${id}, 'UTF8')) LIMIT ${literal(size)}`;
  const statement = `FROM ${table} WHERE ${id.charAt(0)}.merchant_id = ${literal(job.merchantId)}::uuid
    AND ${id} IN (SELECT drawn.${column} FROM (${drawn}) drawn) ORDER BY ${order}`;
  return { columns, count: Math.min(matching, size), statements: [statement] };
}

/** Sums of payments by currency, decimal text; keys have none, their amounts are no total. */
export async function plainSums(
  pool: Pool,
  job: ExportJob,
): Promise<Readonly<Record<string, string>>> {
  if (job.kind !== 'payments') return {};
  const { statements } = await plainSource(pool, job);
  return await sumAmounts(pool, statements[0] ?? '');
}
