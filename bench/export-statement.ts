import { copyStatement, eventColumns } from '@/lib/exports/making/data-columns';

/**
 * What the product's own export gives COPY, for all attempts of a merchant up to `size`, in one
 * statement: its columns, and its guards against formulas.
 */
export function exportStatement(merchantId: string, size: number): string {
  const from = `FROM events e WHERE e.merchant_id = '${merchantId}'::uuid
    AND e.seq BETWEEN 1 AND ${size} AND e.kind = 'attempt' ORDER BY e.seq`;
  return copyStatement(eventColumns(merchantId), 'csv', from);
}
