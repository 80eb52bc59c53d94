import { BLOCK_EVENTS } from './blocks/block';

/** Places of a list's order, both included. */
export interface SeqRange {
  readonly first: number;
  readonly last: number;
}

export type Direction = 'newest first' | 'oldest first';

/** A part of a list, in its order. */
export interface ScannedPage<Row> {
  readonly rows: readonly Row[];
  /** Where the rest begins: behind this place; undefined where there is none. */
  readonly resumeAfter: number | undefined;
}

/**
 * How many places one page looks at. A filter that neither an index nor the blocks can narrow down
 * costs no more than this: the page is then short, or empty, and its cursor goes on behind it.
 */
const PLACES_MAX = 10_000;
/** Blocks of the first read; the next ones take twice as many each. */
const BLOCKS_FIRST = 1;

interface Scan<Row> {
  readonly limit: number;
  readonly direction: Direction;
  /** Ranges that may hold rows, in the order of the list, apart from each other. */
  readonly ranges: AsyncIterable<SeqRange>;
  /** The rows in these ranges, in order, at most `limit`. */
  readonly read: (ranges: readonly SeqRange[], limit: number) => Promise<Row[]>;
  readonly placeOf: (row: Row) => number;
}

/** Reads ranges, few at first, until the page is full, the ranges end or enough was looked at. */
export async function scanPage<Row>(scan: Scan<Row>): Promise<ScannedPage<Row>> {
  const rows: Row[] = [];
  const wanted = scan.limit + 1;
  let looked = 0;
  let atOnce = BLOCKS_FIRST * BLOCK_EVENTS;
  let group: SeqRange[] = [];
  let grouped = 0;
  let behind: number | undefined;
  const readGroup = async () => {
    rows.push(...(await scan.read(group, wanted - rows.length)));
    const end = group.at(-1);
    behind = scan.direction === 'newest first' ? end?.first : end?.last;
    group = [];
    grouped = 0;
    atOnce *= 2;
  };
  for await (const range of scan.ranges) {
    if (grouped >= atOnce) await readGroup();
    if (rows.length >= wanted) break;
    if (looked >= PLACES_MAX) {
      if (group.length > 0) await readGroup();
      if (rows.length < wanted) return { rows, resumeAfter: behind };
      break;
    }
    group.push(range);
    grouped += range.last - range.first + 1;
    looked += range.last - range.first + 1;
  }
  if (rows.length < wanted && group.length > 0) await readGroup();
  return pageOf(rows, scan.limit, scan.placeOf);
}

/** A page from up to `limit + 1` rows; the extra row only tells that more follow. */
export function pageOf<Row>(
  all: readonly Row[],
  limit: number,
  placeOf: (row: Row) => number,
): ScannedPage<Row> {
  const rows = all.slice(0, limit);
  const last = rows.at(-1);
  return { rows, resumeAfter: all.length > limit && last ? placeOf(last) : undefined };
}
