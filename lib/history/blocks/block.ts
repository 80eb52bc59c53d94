/** Events of a stream in one block: block 0 has seq 1 to 2,048. */
export const BLOCK_EVENTS = 2048;

export function blockOf(seq: number): number {
  return Math.floor((seq - 1) / BLOCK_EVENTS);
}

/** `2026-11-30T01` of an RFC 3339 time in UTC. */
export function hourOf(time: string): string {
  return time.slice(0, 13);
}

/**
 * What blocks are kept for: columns of few values, and the hour of occurred_at. The fields of keys
 * are placed by the key's first event: its sources, what it is for, and what it has.
 */
export type BlockField =
  | 'hour'
  | 'outcome'
  | 'operation'
  | 'http_status'
  | 'currency'
  | 'client'
  | 'ip'
  | 'user_agent'
  | 'key_operation'
  | 'key_currency'
  | 'key_client'
  | 'key_ip'
  | 'key_user_agent'
  | 'key_has';

/** Where a value of a field stands in a block: from its first event there to its last. */
export interface BlockRange {
  readonly merchantId: string;
  readonly field: BlockField;
  readonly value: string;
  readonly block: number;
  firstSeq: number;
  lastSeq: number;
}

/** Gathers where values stand: one range for each value in each block. */
export class BlockFold {
  readonly #ranges = new Map<string, BlockRange>();

  add(merchantId: string, field: BlockField, value: string, seq: number): void {
    const block = blockOf(seq);
    const name = `${merchantId}${block} ${field} ${value}`;
    const known = this.#ranges.get(name);
    if (known === undefined) {
      this.#ranges.set(name, { merchantId, field, value, block, firstSeq: seq, lastSeq: seq });
      return;
    }
    known.firstSeq = Math.min(known.firstSeq, seq);
    known.lastSeq = Math.max(known.lastSeq, seq);
  }

  get ranges(): readonly BlockRange[] {
    return [...this.#ranges.values()];
  }
}
