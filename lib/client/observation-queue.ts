import { setTimeout as sleep } from 'node:timers/promises';

/** One attempt as `POST /observations` takes it. */
export interface Observation {
  /** Deduplicates: an attempt keeps its id however often it is sent. */
  readonly id: string;
  /** RFC 3339. */
  readonly occurred_at: string;
  readonly operation: string;
  readonly outcome: string;
  readonly [member: string]: unknown;
}

export interface QueueFigures {
  /** In Onceover's log. */
  readonly reported: number;
  /** Refused by Onceover one by one: they do not fit its contract. */
  readonly rejected: number;
  /** Never sent: the queue was full, or the process ended first. */
  readonly dropped: number;
  readonly waiting: number;
}

export interface QueueOptions {
  /** Of the instance: `https://onceover.example.com`. */
  readonly url: string;
  /** With the scope ingest. */
  readonly apiKey: string;
  /** Observations kept while Onceover is away; 10,000 unless given. */
  readonly waitingMax?: number;
  /** Hears of what was lost or waits, and why. */
  readonly onTrouble?: (reason: string, figures: QueueFigures) => void;
}

const WAITING_MAX = 10_000;
const BATCH_MAX = 500;
/** So that a busy service sends batches and a quiet one is not late. */
const GATHER_MS = 500;
const TIMEOUT_MS = 10_000;
const TELL_EVERY_MS = 60_000;
const REASONS_MAX = 100;
const BACK_OFF_MS = { first: 500, max: 30_000 } as const;

/**
 * Sends observations in batches, one request at a time, and again until they are taken. What comes
 * while the queue is full is dropped and counted. Nothing here throws or keeps the process alive.
 */
export class ObservationQueue {
  readonly #options: QueueOptions;
  readonly #waiting: Observation[] = [];
  readonly #closing = new AbortController();
  readonly #toldUntilMs = new Map<string, number>();
  #sending: Promise<void> | undefined;
  #reported = 0;
  #rejected = 0;
  #dropped = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  figures(): QueueFigures {
    return {
      reported: this.#reported,
      rejected: this.#rejected,
      dropped: this.#dropped,
      waiting: this.#waiting.length,
    };
  }

  add(observation: Observation): void {
    if (this.#closing.signal.aborted) {
      this.drop('an attempt came after the end');
      return;
    }
    if (this.#waiting.length >= (this.#options.waitingMax ?? WAITING_MAX)) {
      this.drop('the queue of observations is full');
      return;
    }
    this.#waiting.push(observation);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  drop(reason: string): void {
    this.#dropped += 1;
    this.#tell(reason);
  }

  /** Sends what waits, for at most `timeoutMs`; the rest is dropped and counted. */
  async close(timeoutMs = 5_000): Promise<QueueFigures> {
    this.#closing.abort();
    await Promise.race([this.#sending, sleep(timeoutMs, undefined, { ref: false })]);
    const lost = this.#waiting.splice(0).length;
    this.#dropped += lost;
    if (lost > 0) this.#tell('observations were still waiting at the end');
    return this.figures();
  }

  async #sendAll(): Promise<void> {
    let backOffMs: number = BACK_OFF_MS.first;
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < BATCH_MAX) await this.#rest(GATHER_MS);
      const batch = this.#waiting.slice(0, BATCH_MAX);
      const trouble = await this.#report(batch);
      if (trouble === undefined) {
        backOffMs = BACK_OFF_MS.first;
        continue;
      }
      this.#tell(trouble.reason);
      await this.#rest(Math.max(trouble.waitMs, backOffMs * (0.5 + Math.random() / 2)));
      backOffMs = Math.min(backOffMs * 2, BACK_OFF_MS.max);
    }
  }

  /** Of the first that wait: undefined once each of them is taken or rejected, and waits no longer. */
  async #report(batch: readonly Observation[]): Promise<Trouble | undefined> {
    const answer = await this.#post(batch);
    if ('reason' in answer) return answer;
    if (answer.status === 202) {
      this.#waiting.splice(0, batch.length);
      this.#count(answer.body);
      return undefined;
    }
    if (![400, 413, 422].includes(answer.status)) {
      return { reason: `Onceover answers ${answer.status}`, waitMs: answer.retryAfterMs };
    }
    if (batch.length === 1) {
      this.#waiting.shift();
      this.#rejected += 1;
      this.#tell(`an observation was refused with ${answer.status}`);
      return undefined;
    }
    // One of them spoils the others.
    const half = Math.ceil(batch.length / 2);
    const first = await this.#report(batch.slice(0, half));
    return first ?? (await this.#report(batch.slice(half)));
  }

  async #post(batch: readonly Observation[]): Promise<Answer | Trouble> {
    const { url, apiKey } = this.#options;
    try {
      const response = await fetch(new URL('/api/v1/observations', url), {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ observations: batch }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000;
      const { status } = response;
      const text = await response.text();
      return { status, retryAfterMs, body: status === 202 ? JSON.parse(text) : undefined };
    } catch {
      return { reason: 'Onceover does not answer', waitMs: 0 };
    }
  }

  #count({ accepted, duplicates, rejected }: Taken): void {
    this.#reported += accepted + duplicates;
    this.#rejected += rejected.length;
    const [first] = rejected;
    if (first) this.#tell(`an observation was rejected: ${first.detail}`);
  }

  /** Until then, or until the end is near: then there is no time to wait. */
  async #rest(ms: number): Promise<void> {
    const { signal } = this.#closing;
    if (signal.aborted) await sleep(Math.min(ms, 100));
    else await sleep(ms, undefined, { ref: false, signal }).catch(() => undefined);
  }

  /** A trouble that lasts is told once a minute. */
  #tell(reason: string): void {
    const nowMs = performance.now();
    if (nowMs < (this.#toldUntilMs.get(reason) ?? 0)) return;
    if (this.#toldUntilMs.size >= REASONS_MAX) this.#toldUntilMs.clear();
    this.#toldUntilMs.set(reason, nowMs + TELL_EVERY_MS);
    try {
      this.#options.onTrouble?.(reason, this.figures());
    } catch {
      // Whoever listens must not break what is observed.
    }
  }
}

interface Trouble {
  readonly reason: string;
  readonly waitMs: number;
}

interface Answer {
  readonly status: number;
  readonly retryAfterMs: number;
  readonly body: Taken;
}

interface Taken {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly { readonly index: number; readonly detail: string }[];
}
