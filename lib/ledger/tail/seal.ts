import { leafHash, leafRecord } from '../leaf';
import { mapRecord, mapUnread, type OutboxEvent } from '../map-record';
import { TreeEdge } from '../tree';
import type { SealedEvent } from './event-columns';
import type { Head, HeadMove, StreamNode } from './store';

export const SALT_BYTES = 16;

/** Seals the events of one stream in their order. Its methods are called in the order of the log. */
export class StreamSealer {
  readonly #before: Head;
  readonly #edge: TreeEdge;
  readonly #recordedAt: string;

  /** `now` is the database's time, RFC 3339 with microseconds. */
  constructor(head: Head, now: string) {
    this.#before = head;
    this.#edge = new TreeEdge(head.size, head.frontier);
    // A clock that was set back does not set the log back. Texts of one form compare as times.
    this.#recordedAt = now > head.updatedAt ? now : head.updatedAt;
  }

  /**
   * `random` is 2 × SALT_BYTES random bytes, hexadecimal. `unread` keeps the record as text, for a
   * row that the database does not take in any other form.
   */
  seal(row: OutboxEvent, random: string, unread: boolean): SealedEvent {
    const place = { seq: this.#edge.size + 1, recordedAt: this.#recordedAt };
    const mapped = unread ? mapUnread(row, place) : mapRecord(row, place);
    const sealedSalt = random.slice(0, SALT_BYTES * 2);
    const personalSalt = random.slice(SALT_BYTES * 2);
    const salts = { sealed: sealedSalt, personal: personalSalt };
    const texts = { detail: mapped.detailText, metadata: mapped.metadataText };
    const record = leafRecord(mapped.event, salts, {}, texts);
    const leaf = leafHash(record);
    this.#edge.append(Buffer.from(leaf, 'hex'));
    return { ...mapped, leafHash: leaf, sealedSalt, personalSalt };
  }

  get move(): HeadMove {
    const { merchantId } = this.#before;
    const after = {
      merchantId,
      size: this.#edge.size,
      frontier: this.#edge.frontierBytes,
      updatedAt: this.#recordedAt,
    };
    return { before: this.#before, after };
  }

  get nodes(): StreamNode[] {
    const { merchantId } = this.#before;
    return this.#edge.completed.map((node) => ({ ...node, merchantId }));
  }
}

/** The order of the log: by merchant, then as it happened. */
export function inLogOrder(a: OutboxEvent, b: OutboxEvent): number {
  return (
    compare(a.merchantId, b.merchantId) ||
    compare(a.occurredAt, b.occurredAt) ||
    compare(a.eventId, b.eventId)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
