import { randomUUID } from 'node:crypto';
import http, { type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { expect } from 'vitest';

const REQUEST_TIMEOUT_MS = 30_000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/** Any JSON object of the API, by the members that tests read. */
export interface Json {
  readonly [member: string]: unknown;
  readonly id: string;
  readonly detail: string;
  readonly amount: number;
  readonly data: Json[];
  readonly payments: Json[];
  readonly results: Json[];
  readonly body: Json;
  readonly next_cursor: string | null;
  readonly errors: { readonly pointer: string; readonly detail: string }[];
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Parsed at each use; throws where the body is no JSON. */
  readonly json: Json;
  /** The header `Request-Id`. */
  readonly requestId: string;
}

export interface Message {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as it is; an object as JSON. */
  readonly body?: string | Buffer | object | undefined;
  readonly signal?: AbortSignal;
}

/** A client with full control of what is sent. */
export class Api {
  readonly url: string;
  readonly secret: string | undefined;

  constructor(url: string, secret: string | undefined) {
    this.url = url;
    this.secret = secret;
  }

  /** `path` below /api/v1, or absolute from /api on; `~/docs` is a page. */
  send(path: string, { method = 'GET', headers, body, signal }: Message = {}): Promise<Reply> {
    const bytes = bytesOf(body);
    const all: OutgoingHttpHeaders = {
      ...(this.secret !== undefined && { authorization: `Bearer ${this.secret}` }),
      ...(bytes && { 'content-type': 'application/json', 'content-length': bytes.length }),
      ...headers,
    };
    for (const [name, value] of Object.entries(all)) if (value === undefined) delete all[name];
    return exchange(this.url + absolute(path), { method, headers: all, bytes, signal });
  }

  get(path: string, headers: OutgoingHttpHeaders = {}): Promise<Reply> {
    return this.send(path, { headers });
  }

  post(path: string, body: Message['body'], headers: OutgoingHttpHeaders = {}): Promise<Reply> {
    return this.send(path, { method: 'POST', body, headers });
  }

  /** A keyed write; without a key of its own, a new one. */
  keyed(
    path: string,
    body: Message['body'],
    key: string = newKey(),
    headers: OutgoingHttpHeaders = {},
  ): Promise<Reply> {
    return this.post(path, body, { 'idempotency-key': key, ...headers });
  }

  pay(body: Message['body'] = payment(), key?: string): Promise<Reply> {
    return this.keyed('/payments', body, key);
  }
}

export function newKey(): string {
  return randomUUID();
}

/** A valid payment. */
export function payment(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { amount: 1999, currency: 'EUR', customer_reference: 'cus_http', ...over };
}

/** Slugs by status: contract §2, written down a second time on purpose. */
const STATUS = {
  'idempotency-key-missing': 400,
  'idempotency-key-invalid': 400,
  'idempotency-key-reused': 422,
  'request-in-progress': 409,
  'outcome-unknown': 503,
  'invalid-json': 400,
  'invalid-request': 422,
  'refund-exceeds-payment': 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'unsupported-media-type': 415,
  'payload-too-large': 413,
  'rate-limited': 429,
  unavailable: 503,
  internal: 500,
} as const;

export type Slug = keyof typeof STATUS;
export const SLUGS = Object.keys(STATUS) as Slug[];

/** Expects a whole RFC 9457 problem, and no error that points to something else than `pointers`. */
export function expectProblem(reply: Reply, slug: Slug, pointers: readonly string[] = []): void {
  expect({ status: reply.status, text: reply.text }).toEqual({
    status: STATUS[slug],
    text: expect.stringContaining(`"/problems/${slug}"`),
  });
  expect(reply.headers['content-type']).toBe('application/problem+json');
  expect(reply.headers['cache-control']).toBe('no-store');
  expect(reply.json).toEqual({
    type: `/problems/${slug}`,
    title: expect.stringMatching(/\S/),
    status: STATUS[slug],
    detail: expect.stringMatching(/\S/),
    instance: reply.requestId,
    ...(pointers.length > 0 && { errors: expect.anything() }),
  });
  // One member may be wrong in two ways.
  const errors = pointers.length > 0 ? reply.json.errors : [];
  expect([...new Set(errors.map(({ pointer }) => pointer))]).toEqual(pointers);
  for (const error of errors) {
    expect(error).toEqual({ pointer: error.pointer, detail: expect.stringMatching(/\S/) });
  }
  expect(reply.requestId).toMatch(/^req_[0-9a-f]{32}$/);
}

function absolute(path: string): string {
  if (path.startsWith('~')) return path.slice(1);
  return path.startsWith('/api') ? path : `/api/v1${path}`;
}

function bytesOf(body: Message['body']): Buffer | undefined {
  if (body === undefined || Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function exchange(
  url: string,
  options: {
    method: string;
    headers: OutgoingHttpHeaders;
    bytes: Buffer | undefined;
    signal: AbortSignal | undefined;
  },
): Promise<Reply> {
  const { method, headers, bytes, signal } = options;
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method,
      headers,
      agent,
      timeout: REQUEST_TIMEOUT_MS,
      ...(signal && { signal }),
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          get json() {
            return JSON.parse(text);
          },
          requestId: String(response.headers['request-id']),
        });
      });
    });
    request.on('timeout', () => request.destroy(new Error(`${method} ${url}: no answer`)));
    request.on('error', (error: NodeJS.ErrnoException) => {
      // A connection kept alive that the server closed just now: it has not read this request.
      if (request.reusedSocket && error.code === 'ECONNRESET') {
        resolve(exchange(url, options));
      } else reject(error);
    });
    request.end(bytes);
  });
}
