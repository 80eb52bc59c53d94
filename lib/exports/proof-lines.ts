import { type Opening, openings, type Salts } from '@/lib/ledger/leaf';
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

/** The line of a record that is in the data: all its columns, and what their salts come from. */
export function wholeProof(event: LogEvent, salts: Salts): string {
  const columns = Object.fromEntries(
    Object.entries(openings(event, salts)).map(([name, { value }]) => [name, value]),
  );
  return `${JSON.stringify({ seq: event.seq, sealed: salts.sealed, personal: salts.personal, columns })}\n`;
}

/** The line of a record that is not: the filter's columns, so that it shows not to match. */
export function partProof(event: LogEvent, salts: Salts, columns: ReadonlySet<string>): string {
  const opened: Record<string, Opening> = {};
  for (const [name, opening] of Object.entries(openings(event, salts))) {
    if (columns.has(name)) opened[name] = opening;
  }
  return `${JSON.stringify({ seq: event.seq, opened })}\n`;
}
