import type { Queryable } from '@/lib/database/session';

/** Exports that were asked for by the customer's name go; of others the files count no more. */
export async function forgetFiles(
  transaction: Queryable,
  { merchantId, customer }: { readonly merchantId: string; readonly customer: string },
): Promise<void> {
  await transaction.query({
    name: 'delete-exports-of-customer',
    text: `DELETE FROM exports WHERE merchant_id = $1
      AND coalesce(filter ->> 'customer_reference', filter ->> 'customer') = $2`,
    values: [merchantId, customer],
  });
  await transaction.query({
    name: 'forget-export-files',
    text: `UPDATE exports SET data_sha256 = NULL, manifest = NULL, signature = NULL
      WHERE merchant_id = $1 AND state = 'ready'`,
    values: [merchantId],
  });
}
