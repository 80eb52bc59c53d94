import type { Queryable } from '@/lib/database/session';

/**
 * Exports that were asked for by the customer's name go; others have a new revision, so that
 * no file of theirs counts any more, whether it is there or still being made; what runs is run again.
 */
export async function forgetFiles(
  transaction: Queryable,
  { merchantId, customer }: { readonly merchantId: string; readonly customer: string },
): Promise<void> {
  // All rows first, in one order: two erasures at once would each wait for what the other deleted.
  await transaction.query({
    name: 'lock-exports-of-merchant',
    text: 'SELECT FROM exports WHERE merchant_id = $1 ORDER BY export_id FOR UPDATE',
    values: [merchantId],
  });
  await transaction.query({
    name: 'delete-exports-of-customer',
    text: `DELETE FROM exports WHERE merchant_id = $1
      AND coalesce(filter ->> 'customer_reference', filter ->> 'customer') = $2`,
    values: [merchantId, customer],
  });
  // One statement: where it waits for a run that ends meanwhile, it judges the row as that leaves it.
  await transaction.query({
    name: 'forget-export-files',
    text: `UPDATE exports SET revision = revision + 1,
        data_sha256 = NULL, manifest = NULL, signature = NULL, owner_id = NULL,
        lease_expires_at = NULL, state = CASE state WHEN 'running' THEN 'pending' ELSE state END
      WHERE merchant_id = $1 AND state IN ('pending', 'running', 'ready')`,
    values: [merchantId],
  });
}
