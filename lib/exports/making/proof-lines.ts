import { openings, type Salts } from '@/lib/ledger/leaf';
import type { LogEvent } from '@/lib/ledger/log-event';

/** The records of a bundle and what ties them to its checkpoint. */
export interface ProvedRange {
  /** Sequence numbers; `last` is `first - 1` where there is none. */
  readonly first: number;
  readonly last: number;
  /** Of the checkpoint's tree. */
  readonly size: number;
  /** Base64: the perfect subtrees before the range, the largest first, then those after it. */
  readonly proof: readonly string[];
}

/** The first line of proofs.jsonl. */
export function proofHeader(checkpoint: string, range: ProvedRange): string {
  return `${JSON.stringify({ checkpoint, range })}\n`;
}

/**
 * A record's line: whether it is a row of the data, and its opened columns by name, with their salts
 * in the same order. Of a row all columns are opened, of others those in `wanted`.
 */
export function proofLine(event: LogEvent, salts: Salts, wanted?: ReadonlySet<string>): string {
  const columns: Record<string, unknown> = {};
  let saltsText = '';
  const opened = openings(event, salts);
  for (const name of Object.keys(opened).sort()) {
    const opening = opened[name];
    if (opening === undefined || wanted?.has(name) === false) continue;
    columns[name] = opening.value;
    saltsText += opening.salt;
  }
  return `${JSON.stringify({ seq: event.seq, row: wanted === undefined, salts: saltsText, columns })}\n`;
}
