import { randomUUID } from 'node:crypto';
import { API_KEY, type AppProcess, pause } from '../app-process';

/** What a client knows of its payment in the end. */
export interface Acknowledged {
  readonly key: string;
  readonly paymentId: string;
  readonly body: string;
  readonly attempts: number;
}

const REQUEST_TIMEOUT_MS = 8_000;
const RETRY_MS = 40;
/** A key that has no answer by then is stuck. */
const STUCK_MS = 60_000;
const SERVES_MS = 30_000;
const POLL_MS = 10;

/**
 * Clients that pay and retry with the same key until they are told the result, as a careful client
 * does: after any 503 or 409, a lost connection or no answer.
 */
export class RetryingClients {
  readonly acknowledged: Acknowledged[] = [];
  readonly stuck: string[] = [];
  readonly unexpected: string[] = [];
  readonly #urls: readonly string[];
  readonly #loops: Promise<void>[] = [];
  #running = true;

  /** Each client tries one instance after the other. */
  constructor(urls: readonly string[], count: number) {
    this.#urls = urls;
    for (let index = 0; index < count; index += 1) this.#loops.push(this.#loop(index));
  }

  /**
   * `work` on the instances, under clients that retry. However it comes out, the clients come to
   * their end and the instances are stopped: nothing of it goes on.
   */
  static async around(
    apps: readonly AppProcess[],
    count: number,
    work: (clients: RetryingClients) => Promise<void>,
  ): Promise<RetryingClients> {
    try {
      for (const app of apps) await app.start();
      const clients = new RetryingClients(
        apps.map((app) => app.url),
        count,
      );
      await work(clients).finally(() => clients.finish());
      return clients;
    } finally {
      for (const app of apps) await app.stop();
    }
  }

  /** Waits until so many more payments are acknowledged: there is something to be lost. */
  async serves(more: number): Promise<void> {
    const wanted = this.acknowledged.length + more;
    const deadlineMs = performance.now() + SERVES_MS;
    while (this.acknowledged.length < wanted && performance.now() < deadlineMs)
      await pause(POLL_MS);
  }

  /** Lets every payment that was begun come to its end. */
  async finish(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#loops);
  }

  async #loop(index: number): Promise<void> {
    while (this.#running) await this.#pay(randomUUID(), index);
  }

  async #pay(key: string, first: number): Promise<void> {
    const request = JSON.stringify({
      amount: 1999,
      currency: 'EUR',
      customer_reference: 'cus_faults',
      order_reference: key,
    });
    const deadlineMs = performance.now() + STUCK_MS;
    for (let attempts = 1; performance.now() < deadlineMs; attempts += 1) {
      const url = this.#urls[(first + attempts) % this.#urls.length] ?? '';
      const answer = await post(`${url}/api/v1/payments`, key, request);
      if (answer?.status === 201) {
        const { id } = JSON.parse(answer.body);
        this.acknowledged.push({ key, paymentId: id, body: answer.body, attempts });
        return;
      }
      if (answer && answer.status !== 503 && answer.status !== 409) {
        this.unexpected.push(`${answer.status} ${answer.body}`);
        return;
      }
      await pause(RETRY_MS);
    }
    this.stuck.push(key);
  }
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly replayed: boolean;
}

/** One keyed request; undefined where there was no whole answer. */
export async function post(url: string, key: string, body: string): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${API_KEY}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text,
      replayed: response.headers.get('idempotent-replayed') === 'true',
    };
  } catch {
    // A lost connection is what these clients are here for.
    return undefined;
  }
}
