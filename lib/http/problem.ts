import type { ApiResponse } from './api-message';
import { PROBLEMS, type ProblemSlug } from './contract';

export interface PointedError {
  /** RFC 6901, without "#". */
  readonly pointer: string;
  readonly detail: string;
}

interface ProblemOptions {
  readonly errors?: readonly PointedError[];
  readonly headers?: Record<string, string>;
  readonly cause?: unknown;
}

/** The process has several copies of this module (lib/server/current-runtime.ts). */
const MARK = Symbol.for('onceover.Problem');

/**
 * A refusal that the caller is told of: RFC 9457 problem details. Of whichever copy, it is one to all.
 */
export class Problem extends Error {
  readonly [MARK] = true;
  readonly slug: ProblemSlug;
  readonly errors: readonly PointedError[];
  readonly headers: Record<string, string>;

  constructor(slug: ProblemSlug, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'Problem';
    this.slug = slug;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && MARK in value;
  }

  get status(): number {
    return PROBLEMS[this.slug].status;
  }
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** The problem's body; `instance` is the public request id. */
export function problemBody(problem: Problem, instance: string): string {
  const { status, title } = PROBLEMS[problem.slug];
  return JSON.stringify({
    type: `/problems/${problem.slug}`,
    title,
    status,
    detail: problem.message,
    instance,
    ...(problem.errors.length > 0 && { errors: problem.errors }),
  });
}

/** The problem as an answer. `Retry-After` is in whole seconds. */
export function problemResponse(
  problem: Problem,
  instance: string,
  headers: Record<string, string> = {},
): ApiResponse {
  return {
    status: problem.status,
    headers: {
      'content-type': PROBLEM_CONTENT_TYPE,
      'cache-control': 'no-store',
      ...problem.headers,
      ...headers,
    },
    body: problemBody(problem, instance),
  };
}

export function notFound(detail = 'There is nothing at this path.'): Problem {
  return new Problem('not-found', detail);
}

export function invalidRequest(...errors: readonly PointedError[]): Problem {
  return new Problem('invalid-request', describeErrors(errors), { errors });
}

/** The client left, or stopped, before its body was whole. */
export function truncatedBody(cause?: unknown): Problem {
  return new Problem('invalid-json', 'The body ended before it was whole.', { cause });
}

function describeErrors(errors: readonly PointedError[]): string {
  const first = errors[0];
  if (first === undefined) return 'The request is not valid.';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${first.pointer === '' ? 'The body' : first.pointer}: ${first.detail}${more}`;
}
