import type { Pool } from '@/lib/database/connection';
import type { EventConditionsFilter } from './event-conditions';
import { isRareAmount } from './store';

/** The filter's amounts where few events have them, so that their index is the way; else undefined. */
export async function rareAmounts(
  pool: Pool,
  merchantId: string,
  { amount_min, amount_max }: Pick<EventConditionsFilter, 'amount_min' | 'amount_max'>,
): Promise<EventConditionsFilter | undefined> {
  if (amount_min === undefined && amount_max === undefined) return undefined;
  const amounts = { min: amount_min ?? 0, max: amount_max ?? Number.MAX_SAFE_INTEGER };
  if (!(await isRareAmount(pool, merchantId, amounts))) return undefined;
  return { amount_min: amounts.min, amount_max: amounts.max };
}
