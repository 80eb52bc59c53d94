import type { ShownEvent } from '@/lib/history/answers';

/** What a row shows of a conflict. */
export const LISTED = [
  'id',
  'idempotency_key',
  'changed_pointers',
  'amount',
  'currency',
  'customer_reference',
  'user_agent',
  'occurred_at',
] as const satisfies readonly (keyof ShownEvent)[];
export type ListedConflict = Pick<ShownEvent, (typeof LISTED)[number]>;
