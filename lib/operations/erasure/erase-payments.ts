import type { Queryable } from '@/lib/database/session';
import { clearPersonal } from './store';

/**
 * Erases what names a person from up to `limit` payments of a customer. The payments stay: when, how
 * much, in what state. Returns how many they were.
 */
export async function erasePayments(
  transaction: Queryable,
  target: { readonly merchantId: string; readonly customer: string },
  limit: number,
): Promise<number> {
  return await clearPersonal(transaction, target, limit);
}
