import type { Queryable } from '@/lib/database/session';

export async function clearPersonal(
  transaction: Queryable,
  { merchantId, customer }: { readonly merchantId: string; readonly customer: string },
  limit: number,
): Promise<number> {
  const { rowCount } = await transaction.query({
    name: 'clear-personal-of-payments',
    text: `UPDATE payments SET customer_reference = NULL, description = NULL, payment_method = NULL,
        metadata = NULL, ip = NULL, user_agent = NULL
      WHERE merchant_id = $1 AND payment_id IN (
        SELECT payment_id FROM payments WHERE merchant_id = $1 AND customer_reference = $2
        ORDER BY payment_id LIMIT $3)`,
    values: [merchantId, customer, limit],
  });
  return rowCount ?? 0;
}
