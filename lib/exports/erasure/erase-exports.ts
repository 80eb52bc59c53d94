import type { Queryable } from '@/lib/database/session';
import { forgetFiles } from './store';

/**
 * After a customer was erased: files that may hold what names them are made again when they are
 * next asked for, with a manifest that states what is gone. Every instance removes those that it
 * has within the hour.
 */
export async function eraseExports(
  transaction: Queryable,
  target: { readonly merchantId: string; readonly customer: string },
): Promise<void> {
  await forgetFiles(transaction, target);
}
