import { z } from 'zod/mini';

/** What the API refused, as RFC 9457 tells it. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly requestId: string | undefined;
  /** Faults by their pointer: `/email`. */
  readonly errors: Readonly<Record<string, string>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(response: Response, body: z.output<typeof problem>) {
    super(body.detail);
    this.name = 'ApiProblem';
    this.status = response.status;
    this.requestId = response.headers.get('request-id') ?? undefined;
    this.errors = Object.fromEntries(
      (body.errors ?? []).map(({ pointer, detail }) => [pointer, detail]),
    );
    const retryAfter = Number(response.headers.get('retry-after'));
    this.retryAfterSeconds = retryAfter > 0 ? retryAfter : undefined;
  }
}

const problem = z.object({
  detail: z.string(),
  errors: z.optional(z.array(z.object({ pointer: z.string(), detail: z.string() }))),
});

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * Asks our own API with the session's cookie; `path` from /api on. A session that has ended leads to
 * sign-in and back. Throws ApiProblem, or what `fetch` throws where nothing answers.
 */
export async function callApi<Answer>(
  path: `/api/${string}`,
  { method = 'GET', body, signal }: Call = {},
): Promise<Answer> {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer as Answer;
  if (response.status === 401 && !path.startsWith('/api/auth/')) {
    const here = location.pathname + location.search;
    location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
  }
  const told = problem.safeParse(answer);
  throw new ApiProblem(response, told.success ? told.data : { detail: response.statusText });
}
