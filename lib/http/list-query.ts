import './openapi-zod';
import { z } from 'zod';
import type { PrismaClient } from '@/lib/database/connection';
import type { ApiResponse } from './api-message';
import { jsonResponse } from './api-message';
import type { Cursors } from './cursor';

export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 200;

/** `?limit=` and `?cursor=`, which every list takes. */
export const listQueryFields = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `must be a whole number from 1 to ${LIMIT_MAX}`)
    .transform(Number)
    .refine((limit) => limit <= LIMIT_MAX, `must be a whole number from 1 to ${LIMIT_MAX}`)
    .default(LIMIT_DEFAULT)
    .openapi({ type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT }),
  cursor: z.string().min(1).max(1000).optional(),
};

export const listQuerySchema = z.strictObject(listQueryFields);

/** For the descriptions of lists that look at so many rows a page. */
export const SHORT_PAGES =
  'Where a filter fits few of very many, a page may be short, or empty, with a `next_cursor` that goes on.';

/** What reading a list takes. */
export interface ListReader {
  readonly prisma: PrismaClient;
  readonly cursors: Cursors;
}

/** The page that a list answers with. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    next_cursor: z.string().nullable(),
    as_of: z.string().describe('RFC 3339: when this page was read'),
  });
}

/** Names the list that a cursor belongs to: merchant, path and filters. */
export function listName(
  merchantId: string,
  path: string,
  filters: Readonly<Record<string, unknown>>,
): string {
  const { cursor: _cursor, limit: _limit, ...rest } = filters;
  const sorted = Object.entries(rest).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([merchantId, path, sorted]);
}

/** A page of a list; `next` is the signed place behind it. */
export function listResponse(data: readonly unknown[], next: string | undefined): ApiResponse {
  return jsonResponse(200, {
    data,
    next_cursor: next ?? null,
    as_of: new Date().toISOString(),
  });
}

/** A page from up to `limit + 1` rows, newest first; the extra row only tells that more follow. */
export function pageResponse<Row>(
  rows: readonly Row[],
  limit: number,
  cursors: Cursors,
  list: string,
  positionOf: (row: Row) => string,
  present: (row: Row) => unknown,
): ApiResponse {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return listResponse(page.map(present), more ? cursors.sign(list, positionOf(last)) : undefined);
}
