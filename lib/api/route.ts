import type { z } from 'zod';
import type { Principal, Scope } from '@/lib/access/principal';
import type { ApiRequest, ApiResponse } from '@/lib/http/api-message';
import type { ProblemSlug } from '@/lib/http/contract';
import type { JsonValue } from '@/lib/http/strict-json';
import type { Runtime } from '@/lib/server/runtime';
import type { Audit } from './audit';

/** What a handler gets: authenticated, parsed and validated. */
export interface RouteContext<Query, Body> {
  readonly runtime: Runtime;
  readonly request: ApiRequest;
  readonly principal: Principal;
  /** Values of the `{name}` parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
}

interface DescribedResponse {
  readonly description: string;
  readonly schema: z.ZodType;
  /** Media types other than JSON, each with an example. */
  readonly files?: Readonly<Record<string, string>>;
}

interface RouteDescription {
  /** In the form of OpenAPI, below /api/v1: `/payments/{id}`. */
  readonly path: string;
  /** Any one of these suffices; none for what needs no key. */
  readonly scopes: readonly Scope[];
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Successful answers by status, for the OpenAPI document. */
  readonly responses: Readonly<Record<number, DescribedResponse>>;
  /** Refusals beyond those that every route of its kind has. */
  readonly problems?: readonly ProblemSlug[];
}

/** Reads and plain changes: query and body are validated before the handler. */
export interface PlainRoute extends RouteDescription {
  readonly kind: 'plain';
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Multiplies the body limit; 1 unless given. */
  readonly bodyLimitFactor?: number;
  /** Only for who may see payloads, or gives a reason: nothing is masked. */
  readonly showsPayloads?: boolean;
  /** What reading it leaves in the log. */
  readonly audit?: Audit;
  readonly handle: (context: RouteContext<unknown, unknown>) => Promise<ApiResponse>;
}

/** Writes with an effect: the key decides before the content is validated. */
interface IdempotentRoute extends RouteDescription {
  readonly kind: 'idempotent';
  readonly method: 'POST';
  readonly operation: 'payments' | 'refunds' | 'jobs';
  /** Multiplies the body limit. */
  readonly bodyLimitFactor: number;
  readonly body: z.ZodType;
  readonly handle: (context: RouteContext<undefined, JsonValue>) => Promise<ApiResponse>;
}

export type Route = PlainRoute | IdempotentRoute;

/** A plain route whose handler sees the types of its own schemas. */
export function plainRoute<
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(
  route: Omit<PlainRoute, 'kind' | 'query' | 'body' | 'handle'> & {
    readonly query?: Query;
    readonly body?: Body;
    readonly handle: (
      context: RouteContext<z.output<Query>, z.output<Body>>,
    ) => Promise<ApiResponse>;
  },
): PlainRoute {
  // The dispatcher calls `handle` only with what these same schemas have parsed.
  return { kind: 'plain', ...route } as unknown as PlainRoute;
}
