import { expect } from '@playwright/test';
import { API_KEY, type AppProcess } from '../app-process';

interface Answer {
  readonly id: string;
  readonly secret: string;
}

/** A merchant of a test's own, and what its till sends. */
export class Shop {
  readonly id: string;
  readonly #url: string;
  readonly #secret: string;

  private constructor(url: string, id: string, secret: string) {
    this.#url = url;
    this.id = id;
    this.#secret = secret;
  }

  static async open({ url }: AppProcess, name: string): Promise<Shop> {
    const reason = 'a test';
    const merchant = await send<Answer>(`${url}/api/v1/merchants`, API_KEY, { name, reason });
    const path = `${url}/api/v1/merchants/${merchant.id}/api-keys`;
    const scopes = ['ingest', 'read', 'admin'];
    const key = await send<Answer>(path, API_KEY, { name: 'till', scopes, reason });
    return new Shop(url, merchant.id, key.secret);
  }

  /** From now on, keys are kept so long. */
  async keep(retention: string): Promise<void> {
    const url = `${this.#url}/api/v1/policies/payments`;
    await send(url, this.#secret, { retention, reason: 'a test' }, {}, 'PUT');
  }

  async pay(
    key: string,
    over: object = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const body = { amount: 1999, currency: 'EUR', customer_reference: 'cus_1', ...over };
    const keyed = { 'idempotency-key': key, ...headers };
    return await send(`${this.#url}/api/v1/payments`, this.#secret, body, keyed);
  }

  async refund(key: string, body: object): Promise<Answer> {
    const keyed = { 'idempotency-key': key };
    return await send(`${this.#url}/api/v1/refunds`, this.#secret, body, keyed);
  }

  /** Reports what another service has decided; all of it must be taken. */
  async report(observations: readonly object[]): Promise<void> {
    const url = `${this.#url}/api/v1/observations`;
    const answer = await send<{ accepted: number }>(url, this.#secret, { observations });
    expect(answer).toMatchObject({ accepted: observations.length });
  }

  /** Once the log has so many attempts, which takes up to 2 s. */
  async logged(attempts: number): Promise<void> {
    await expect
      .poll(
        async () => {
          const headers = { authorization: `Bearer ${this.#secret}` };
          const path = `${this.#url}/api/v1/events?kind=attempt&limit=200`;
          const { data } = (await (await fetch(path, { headers })).json()) as { data: unknown[] };
          return data.length;
        },
        { timeout: 60_000 },
      )
      .toBe(attempts);
  }

  /** Reports a payment that another service executed. */
  async observe(occurredAt: string): Promise<void> {
    const observation = {
      id: `observed-${occurredAt}`,
      occurred_at: occurredAt,
      operation: 'payments',
      idempotency_key: `observed-${occurredAt}`,
      outcome: 'executed',
      http_status: 201,
      fingerprint: 'a'.repeat(64),
      amount: 1250,
      currency: 'JPY',
    };
    const body = { observations: [observation] };
    await send(`${this.#url}/api/v1/observations`, this.#secret, body);
  }
}

async function send<Body>(
  url: string,
  secret: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
  method = 'POST',
): Promise<Body> {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${secret}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Body;
}
