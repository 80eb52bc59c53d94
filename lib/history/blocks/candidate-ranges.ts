import type { Pool } from '@/lib/database/connection';
import type { Direction, SeqRange } from '../scan-page';
import { BLOCK_EVENTS, type BlockField, blockOf } from './block';
import { findRanges, findSpan } from './store';

/** What all rows of a list have, and blocks know of. */
export type Facet =
  | { readonly of: 'value'; readonly field: BlockField; readonly value: string }
  /** RFC 3339; `to` is not included. */
  | { readonly of: 'hours'; readonly from: string | undefined; readonly to: string | undefined }
  /** Keys that expire after now, before now, or within an ISO 8601 duration. */
  | { readonly of: 'expiry'; readonly is: 'ahead' | 'past' | 'within'; readonly within?: string };

/** Most pages are full after a few ranges, each of which may be a page of the disk to read. */
const RANGES_FIRST = 16;
const RANGES_AT_ONCE = 256;

interface Candidates {
  readonly merchantId: string;
  readonly facets: readonly Facet[];
  /** The part of the list that is asked for. */
  readonly bounds: SeqRange;
  readonly direction: Direction;
}

/** Ranges that may hold what the facets describe, in order; all of the bounds without a facet. */
export function candidateRanges(pool: Pool, candidates: Candidates): AsyncIterable<SeqRange> {
  return candidates.facets.length === 0 ? windows(candidates) : narrowed(pool, candidates);
}

async function* windows({ bounds, direction }: Candidates): AsyncGenerator<SeqRange> {
  if (direction === 'newest first') {
    for (let { last } = bounds; last >= bounds.first; last -= BLOCK_EVENTS) {
      yield { first: Math.max(bounds.first, last - BLOCK_EVENTS + 1), last };
    }
    return;
  }
  for (let { first } = bounds; first <= bounds.last; first += BLOCK_EVENTS) {
    yield { first, last: Math.min(bounds.last, first + BLOCK_EVENTS - 1) };
  }
}

async function* narrowed(pool: Pool, candidates: Candidates): AsyncGenerator<SeqRange> {
  const { merchantId, facets, direction } = candidates;
  let { first, last } = candidates.bounds;
  let limit = RANGES_FIRST;
  while (first <= last) {
    const found = await findRanges(pool, {
      merchantId,
      facets,
      firstBlock: blockOf(first),
      lastBlock: blockOf(last),
      direction,
      limit,
    });
    for (const range of found) {
      const within = { first: Math.max(range.first, first), last: Math.min(range.last, last) };
      if (within.first <= within.last) yield within;
    }
    const end = found.at(-1);
    if (found.length < limit || end === undefined) return;
    const block = blockOf(end.first);
    if (direction === 'newest first') last = block * BLOCK_EVENTS;
    else first = (block + 1) * BLOCK_EVENTS + 1;
    limit = RANGES_AT_ONCE;
  }
}

/** The part of the bounds in which events of the span can stand, to the minute. */
export async function boundsOf(
  pool: Pool,
  merchantId: string,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  bounds: SeqRange,
): Promise<SeqRange> {
  if (from === undefined && to === undefined) return bounds;
  const span = await findSpan(pool, merchantId, { from, to });
  return { first: Math.max(bounds.first, span.first), last: Math.min(bounds.last, span.last) };
}
