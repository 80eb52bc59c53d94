import { DatabaseError } from '@/lib/database/failure';
import { uuidv7 } from '@/lib/http/uuid';
import type { EventName } from './event-record';
import type { OutboxRow } from './store';

/** The stream of events whose merchant is not known, and of the system itself. */
export const SYSTEM_STREAM = '00000000-0000-0000-0000-000000000000';

/** A refusal, or another event that has no effect. */
export interface JournalEntry {
  readonly merchantId: string;
  readonly eventId: string;
  readonly outcome: EventName;
  readonly record: Readonly<Record<string, unknown>>;
  /** Set where the attempt may have been executed all the same. */
  readonly idempotencyKey?: string;
  /** Refusals before the key is known: whose flood this may be part of. */
  readonly floodSource?: string;
}

interface Waiting extends JournalEntry {
  readonly atMs: number;
}

interface Flood {
  readonly startedAtMs: number;
  seen: number;
  /** What came after the first ones, counted in one event. */
  counted: { readonly first: Waiting; lastAtMs: number; count: number } | undefined;
}

export interface JournalOptions {
  readonly insert: (rows: readonly OutboxRow[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

const FLOOD_WINDOW_MS = 60_000;
const FLOOD_FIRST_EVENTS = 20;
const MAX_WAITING = 20_000;
const MAX_FLOODS = 10_000;
const MAX_ROWS = 500;
const RETRY_MS = 500;

/**
 * Writes the events of refusals without holding up their answers. While the database is away they
 * wait here; what comes past the bound is counted, not stored one by one. What a dying process
 * takes with it is lost: refusals of its last moments.
 */
export class EventJournal {
  readonly #options: JournalOptions;
  readonly #floods = new Map<string, Flood>();
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  get waitingEvents(): number {
    return this.#waiting.length;
  }

  record(entry: JournalEntry): void {
    const event = { ...entry, atMs: this.#options.now() };
    const full = this.#waiting.length >= MAX_WAITING;
    const source = full ? `overflow` : entry.floodSource;
    if (source === undefined || this.#admit(event, source, full)) this.#enqueue(event);
  }

  /** Writes everything that waits, the floods' counts too; for a shutdown. Gives up at the deadline. */
  async drain(timeoutMs: number): Promise<void> {
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
    this.#closeFloods(Number.POSITIVE_INFINITY);
    const deadlineMs = this.#options.now() + timeoutMs;
    while (this.#waiting.length > 0 || this.#writing !== undefined) {
      if (this.#options.now() >= deadlineMs) return;
      this.#write();
      await Promise.race([this.#writing, pause(50)]);
    }
  }

  /** False where the event is counted into its flood instead of stored. */
  #admit(event: Waiting, source: string, full: boolean): boolean {
    const id = `${event.merchantId} ${event.outcome} ${source}`;
    const flood = this.#floods.get(id) ?? this.#openFlood(id, event.atMs);
    flood.seen += 1;
    if (!full && flood.seen <= FLOOD_FIRST_EVENTS) return true;
    flood.counted ??= { first: event, lastAtMs: event.atMs, count: 0 };
    flood.counted.count += 1;
    flood.counted.lastAtMs = event.atMs;
    return false;
  }

  #openFlood(id: string, startedAtMs: number): Flood {
    // A flood from ever new sources must not grow the map without bound.
    if (this.#floods.size >= MAX_FLOODS) this.#closeFloods(Number.POSITIVE_INFINITY);
    const flood: Flood = { startedAtMs, seen: 0, counted: undefined };
    this.#floods.set(id, flood);
    this.#sweeper ??= setInterval(
      () => this.#closeFloods(this.#options.now() - FLOOD_WINDOW_MS),
      1000,
    ).unref();
    return flood;
  }

  /** Ends the windows that started before; each with something counted becomes one event. */
  #closeFloods(startedBeforeMs: number): void {
    const nowMs = this.#options.now();
    for (const [id, flood] of this.#floods) {
      if (flood.startedAtMs > startedBeforeMs) continue;
      this.#floods.delete(id);
      if (flood.counted) this.#enqueue(countedEvent(flood.counted, nowMs));
    }
  }

  #enqueue(event: Waiting): void {
    this.#waiting.push(event);
    this.#write();
  }

  #write(): void {
    if (this.#writing !== undefined || this.#waiting.length === 0) return;
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  async #writeAll(): Promise<void> {
    let maxRows = MAX_ROWS;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, maxRows);
      try {
        const nowMs = this.#options.now();
        await this.#options.insert(batch.map((event) => outboxRow(event, nowMs)));
        this.#waiting.splice(0, batch.length);
        maxRows = MAX_ROWS;
      } catch (error) {
        this.#options.onError(error);
        const refused = error instanceof DatabaseError && error.failure === 'data';
        // One event that the database will never take must not keep the others waiting.
        if (refused && batch.length === 1) this.#waiting.shift();
        if (refused) maxRows = 1;
        else await pause(RETRY_MS);
      }
    }
  }
}

function outboxRow(event: Waiting, nowMs: number): OutboxRow {
  return {
    merchantId: event.merchantId,
    eventId: event.eventId,
    outcome: event.outcome,
    ageMs: nowMs - event.atMs,
    record: JSON.stringify(event.record),
    idempotencyKey: event.idempotencyKey ?? null,
  };
}

function countedEvent(counted: NonNullable<Flood['counted']>, nowMs: number): Waiting {
  const { first, lastAtMs, count } = counted;
  const ageOf = (atMs: number) => Math.round(nowMs - atMs);
  return {
    merchantId: first.merchantId,
    eventId: uuidv7(),
    outcome: first.outcome,
    atMs: nowMs,
    // Ages, not times: only the database's clock dates events, and this one's is occurred_at.
    record: {
      ...first.record,
      count,
      first_ms_before: ageOf(first.atMs),
      last_ms_before: ageOf(lastAtMs),
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
