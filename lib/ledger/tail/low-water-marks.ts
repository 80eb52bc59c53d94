import { leastUuidv7 } from '@/lib/http/uuid';

/** A place in the outbox's primary key. */
export interface Position {
  readonly merchantId: string;
  readonly eventId: string;
}

/** A range of the outbox's primary key: after `from`, up to and with `to`. */
export interface Gap {
  readonly from: Position;
  readonly to: Position;
}

const NIL = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
export const EVERYTHING: Gap = {
  from: { merchantId: NIL, eventId: NIL },
  to: { merchantId: LAST, eventId: LAST },
};

/** Merchants whose moved rows are skipped; those of others are walked over. */
const MAX_MARKS = 500;
/** Ids are made when a request arrives, its row is committed later. */
const TRAILING_MS = 3_000;

/**
 * How far each busy merchant's part of the outbox is moved. What has just been moved stays as dead
 * rows until it is vacuumed, which a held snapshot (a backup) prevents: reading starts behind them.
 * Rows that come late, with older ids, are found by the sweep over everything.
 */
export class LowWaterMarks {
  #marks = new Map<string, string>();
  /** The merchant that the last full batch ended with: the next one begins behind it. */
  #servedLast = EVERYTHING.from;

  /** The ranges that may hold rows, each merchant's apart; the one that was served last comes last. */
  gaps(): Gap[] {
    const marks = [...this.#marks].sort(([a], [b]) => (a < b ? -1 : 1));
    const gaps: Gap[] = [];
    let from = EVERYTHING.from;
    for (const [merchantId, eventId] of marks) {
      const end = { merchantId, eventId: LAST };
      gaps.push({ from, to: { merchantId, eventId: NIL } });
      gaps.push({ from: { merchantId, eventId }, to: end });
      from = end;
    }
    gaps.push({ from, to: EVERYTHING.to });
    const next = gaps.findIndex((gap) => !isBefore(gap.from, this.#servedLast));
    return next <= 0 ? gaps : [...gaps.slice(next), ...gaps.slice(0, next)];
  }

  /** `rows` are committed. Times are the database's, of now. */
  moved(rows: readonly Position[], nowMs: number, full: boolean): void {
    const newest = leastUuidv7(nowMs - TRAILING_MS);
    for (const { merchantId, eventId } of rows) {
      const bounded = isAfter(eventId, newest) ? newest : eventId;
      const mark = this.#marks.get(merchantId);
      if (mark !== undefined && mark >= bounded) continue;
      this.#marks.delete(merchantId);
      this.#marks.set(merchantId, bounded);
    }
    for (const merchantId of this.#marks.keys()) {
      if (this.#marks.size <= MAX_MARKS) break;
      this.#marks.delete(merchantId);
    }
    const last = full ? rows.at(-1) : undefined;
    this.#servedLast = last ? { merchantId: last.merchantId, eventId: LAST } : EVERYTHING.from;
  }

  clear(): void {
    this.#marks.clear();
    this.#servedLast = EVERYTHING.from;
  }
}

function isBefore(a: Position, b: Position): boolean {
  return a.merchantId === b.merchantId ? a.eventId < b.eventId : a.merchantId < b.merchantId;
}

function isAfter(a: string, b: string): boolean {
  return a > b;
}
