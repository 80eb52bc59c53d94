import { hash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import canonicalize from 'canonicalize';
import {
  type Observation,
  ObservationQueue,
  type QueueFigures,
  type QueueOptions,
} from './observation-queue';

/** What Express adds to a request, as far as it is read here. */
interface Request extends IncomingMessage {
  readonly baseUrl?: string;
  readonly path?: string;
  readonly route?: { readonly path?: unknown };
  readonly ip?: string | undefined;
  readonly body?: unknown;
}

export interface ObserveOptions extends QueueOptions {
  /**
   * What only the service knows: `amount`, `currency`, `customer_reference`, `resource_id`,
   * `client_id`, or an `outcome` of its own. Null: this request is no attempt.
   */
  readonly describe?: (
    request: IncomingMessage,
    response: ServerResponse,
  ) => Readonly<Record<string, unknown>> | null;
}

export interface Observer {
  readonly middleware: (request: Request, response: ServerResponse, next: () => void) => void;
  figures(): QueueFigures;
  /** Sends what waits, for at most `timeoutMs`. */
  close(timeoutMs?: number): Promise<QueueFigures>;
}

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const OPERATION_MAX = 100;
const NAME_MAX = 255;
const USER_AGENT_MAX = 512;

/**
 * Reports a service's attempts to Onceover: each write, once it is answered or its client has gone.
 * The service has idempotency of its own; outcomes are read from its answers as the IETF draft
 * on the Idempotency-Key header has them. Bodies stay in the service: only fingerprints are sent.
 * It never delays, changes or breaks an answer.
 *
 *   const observer = observeExpress({ url, apiKey, onTrouble: (reason) => log.warn(reason) });
 *   app.use(observer.middleware);
 */
export function observeExpress(options: ObserveOptions): Observer {
  const queue = new ObservationQueue(options);
  return {
    middleware(request, response, next) {
      if (WRITES.has(request.method ?? '')) watch(request, response, options, queue);
      next();
    },
    figures: () => queue.figures(),
    close: (timeoutMs) => queue.close(timeoutMs),
  };
}

function watch(
  request: Request,
  response: ServerResponse,
  options: ObserveOptions,
  queue: ObservationQueue,
): void {
  const startedAtMs = performance.now();
  // Comes once, after the answer is written or its client has gone.
  response.once('close', () => {
    try {
      const observation = observe(request, response, startedAtMs, options);
      if (observation) queue.add(observation);
    } catch (error) {
      queue.drop(`an attempt could not be described: ${String(error)}`);
    }
  });
}

function observe(
  request: Request,
  response: ServerResponse,
  startedAtMs: number,
  options: ObserveOptions,
): Observation | undefined {
  const described = options.describe?.(request, response);
  const outcome = outcomeOf(request, response);
  if (described === null || (outcome === undefined && described?.outcome === undefined)) return;
  return {
    id: randomUUID(),
    occurred_at: new Date().toISOString(),
    operation: `${request.method} ${routeOf(request)}`.slice(0, OPERATION_MAX),
    idempotency_key: keyOf(request)?.slice(0, NAME_MAX),
    outcome: outcome ?? '',
    http_status: response.headersSent ? response.statusCode : undefined,
    fingerprint: fingerprintOf(request.body),
    ip: addressOf(request),
    user_agent: request.headers['user-agent']?.slice(0, USER_AGENT_MAX) || undefined,
    latency_ms: Math.round((performance.now() - startedAtMs) * 1000) / 1000,
    ...described,
  };
}

/** Undefined where the request was no attempt: nothing is there, or nothing was attempted. */
function outcomeOf(request: Request, response: ServerResponse): string | undefined {
  if (!response.writableFinished) return 'response_undelivered';
  const { statusCode } = response;
  if (String(response.getHeader('idempotent-replayed')).toLowerCase() === 'true') return 'replayed';
  if (statusCode < 300) return 'executed';
  if (statusCode === 400 && keyOf(request) === undefined) return 'key_missing';
  if (statusCode === 422 && keyOf(request) === undefined) return 'invalid_request';
  if (statusCode > 500) return 'unavailable';
  return OUTCOMES[statusCode];
}

const OUTCOMES: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'unauthenticated',
  403: 'forbidden',
  409: 'in_progress_conflict',
  413: 'too_large',
  415: 'unsupported_media_type',
  422: 'payload_conflict',
  429: 'rate_limited',
  500: 'outcome_unknown',
};

/** The route's pattern, so that ids in a path do not make operations of their own. */
function routeOf({ baseUrl = '', route, path, url = '' }: Request): string {
  if (typeof route?.path === 'string') return baseUrl + route.path;
  return baseUrl + (path ?? url.split('?')[0]);
}

/** Bare, or a Structured Field string (RFC 8941 §3.3.3). */
function keyOf({ headers }: Request): string | undefined {
  const value = headers['idempotency-key'] ?? headers['x-idempotency-key'];
  if (typeof value !== 'string' || value === '') return undefined;
  return /^"(.+)"$/.exec(value)?.[1] ?? value;
}

/** SHA-256 of the parsed body's RFC 8785 form; undefined where there is none. */
function fingerprintOf(body: unknown): string | undefined {
  if (body === undefined || Buffer.isBuffer(body)) return undefined;
  const canonical = canonicalize(body);
  return canonical === undefined ? undefined : hash('sha256', canonical, 'hex');
}

/** An IPv4 client of an IPv6 socket as IPv4. */
function addressOf({ ip, socket }: Request): string | undefined {
  return (ip ?? socket.remoteAddress)?.replace(/^::ffff:(?=\d+\.)/, '');
}
