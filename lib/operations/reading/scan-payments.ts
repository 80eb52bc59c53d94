import type { PrismaClient } from '@/lib/database/connection';
import { leastUuidv7 } from '@/lib/http/uuid';
import {
  listPayments,
  type PaymentFilter,
  type PaymentSpan,
  type PaymentWithRefunds,
  paymentIdAt,
} from './store';

/** Filters that an index finds by: the rest is then looked at row by row. */
const INDEXED = [
  'customer_reference',
  'order_reference',
  'provider_reference',
  'request_id',
] as const satisfies readonly (keyof PaymentFilter)[];
/** Filters that ids answer, as they begin with the time that they were made at. */
const TIMES: readonly string[] = ['from', 'to'];

/**
 * How many payments one page looks at, first few of them. A filter that no index narrows down costs
 * no more than this: the page is then short, or empty, and its cursor goes on behind it.
 */
const PARTS = [2_000, 4_000] as const;
/**
 * How far the time of a payment's id may be ahead of its date: both are the database's, but an
 * instance reads that clock only now and then. All that is so much newer is looked at before a list
 * that ends at a time begins.
 */
const ID_AHEAD_MS = 60_000;
/** How far it may be behind: a payment may wait once it has its id. */
const ID_BEHIND_MS = 3_600_000;

interface ScannedPayments {
  readonly rows: readonly PaymentWithRefunds[];
  /** The rest begins below this id; undefined where there is none. */
  readonly resumeBefore: string | undefined;
}

/** The merchant's payments below `before` that fit the filter, newest first. */
export async function scanPayments(
  prisma: PrismaClient,
  merchantId: string,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
  filter: PaymentFilter,
): Promise<ScannedPayments> {
  const span = spanOf(filter, before);
  if (isNarrow(filter)) {
    return pageOf(await listPayments(prisma, merchantId, span, filter, limit + 1), limit);
  }
  const rows: PaymentWithRefunds[] = [];
  let rest = span;
  for (const payments of PARTS) {
    const from = await paymentIdAt(prisma, merchantId, rest, payments - 1);
    const part = { ...rest, from: from ?? rest.from };
    const wanted = limit + 1 - rows.length;
    rows.push(...(await listPayments(prisma, merchantId, part, filter, wanted)));
    if (rows.length > limit || from === undefined) return pageOf(rows, limit);
    rest = { ...rest, before: from };
  }
  return { rows, resumeBefore: rest.before };
}

function isNarrow(filter: PaymentFilter): boolean {
  if (INDEXED.some((name) => filter[name] !== undefined)) return true;
  return Object.entries(filter).every(
    ([name, value]) => value === undefined || TIMES.includes(name),
  );
}

function spanOf({ from, to }: PaymentFilter, before: string | undefined): PaymentSpan {
  const end = to === undefined ? undefined : leastUuidv7(Date.parse(to) + ID_AHEAD_MS);
  return {
    from: from === undefined ? undefined : leastUuidv7(Date.parse(from) - ID_BEHIND_MS),
    before: before !== undefined && (end === undefined || before < end) ? before : end,
  };
}

/** From up to `limit + 1` rows; the extra row only tells that more follow. */
function pageOf(rows: readonly PaymentWithRefunds[], limit: number): ScannedPayments {
  const page = rows.slice(0, limit);
  return {
    rows: page,
    resumeBefore: rows.length > limit ? page.at(-1)?.paymentId : undefined,
  };
}
