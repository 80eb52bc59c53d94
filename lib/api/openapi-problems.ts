import '@/lib/http/openapi-zod';
import type { OpenAPIRegistry, ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { PROBLEMS, type ProblemSlug, problemSchema } from '@/lib/http/contract';
import { PROBLEM_CONTENT_TYPE } from '@/lib/http/problem';
import type { HeaderName, registerHeaders } from './openapi-headers';
import type { Route } from './route';

const OF_EVERY_ROUTE: readonly ProblemSlug[] = [
  'unauthenticated',
  'forbidden',
  'rate-limited',
  'unavailable',
  'internal',
];
const OF_BODIES: readonly ProblemSlug[] = [
  'unsupported-media-type',
  'payload-too-large',
  'invalid-json',
];
const OF_KEYS: readonly ProblemSlug[] = [
  'idempotency-key-missing',
  'idempotency-key-invalid',
  'request-in-progress',
  'idempotency-key-reused',
  'outcome-unknown',
];
/** Refusals that were executed, stored and are replayed like any result. */
const STORED: ReadonlySet<ProblemSlug> = new Set(['refund-exceeds-payment']);
const RETRIED: ReadonlySet<number> = new Set([409, 429, 503]);

/** Every problem that a route can answer with: its own, and those of its kind (contract §2). */
export function problemsOf(route: Route): ProblemSlug[] {
  const keyed = route.kind === 'idempotent';
  const validated = route.body !== undefined || (!keyed && route.query !== undefined);
  return [
    ...OF_EVERY_ROUTE,
    ...(route.body ? OF_BODIES : []),
    ...(keyed ? OF_KEYS : []),
    ...(validated ? (['invalid-request'] as const) : []),
    ...(route.problems ?? []),
  ];
}

/** Makes the responses that refuse, one for each status. */
export type ProblemResponses = (
  slugs: readonly ProblemSlug[],
  keyed: boolean,
) => Record<string, ResponseConfig>;

/** Puts the problem's schema and an example of each slug into the components. */
export function registerProblems(
  registry: OpenAPIRegistry,
  headers: ReturnType<typeof registerHeaders>,
): ProblemResponses {
  const schema = registry.register('Problem', z.object(problemSchema.shape));
  const examples = {} as Record<ProblemSlug, { $ref: string }>;
  for (const slug of Object.keys(PROBLEMS) as ProblemSlug[]) {
    const { title: summary } = PROBLEMS[slug];
    const value = problemExample(slug);
    examples[slug] = registry.registerComponent('examples', slug, { summary, value }).ref;
  }
  const response = (status: number, slugs: readonly ProblemSlug[], keyed: boolean) => ({
    description: slugs.map((slug) => `\`${slug}\`: ${PROBLEMS[slug].title}.`).join('\n'),
    headers: headers(headersOf(status, slugs, keyed)),
    content: {
      [PROBLEM_CONTENT_TYPE]: {
        schema,
        examples: Object.fromEntries(slugs.map((slug) => [slug, examples[slug]])),
      },
    },
  });
  return (slugs, keyed) => {
    const statuses = new Set<number>(slugs.map((slug) => PROBLEMS[slug].status));
    return Object.fromEntries(
      [...statuses].map((status) => [
        status,
        response(
          status,
          slugs.filter((slug) => PROBLEMS[slug].status === status),
          keyed,
        ),
      ]),
    );
  };
}

function headersOf(status: number, slugs: readonly ProblemSlug[], keyed: boolean): HeaderName[] {
  const names: HeaderName[] = ['Request-Id'];
  if (status === 401) names.push('WWW-Authenticate');
  if (status === 405) names.push('Allow');
  if (RETRIED.has(status)) names.push('Retry-After');
  if (keyed) names.push('Idempotency-Key');
  if (keyed && slugs.includes('idempotency-key-reused')) names.push('Idempotency-Key-Expires');
  if (slugs.some((slug) => STORED.has(slug))) names.push('Idempotent-Replayed');
  return names;
}

/** A problem as it looks on the wire. */
export function problemExample(slug: ProblemSlug) {
  const { title, status, meaning } = PROBLEMS[slug];
  return {
    type: `/problems/${slug}`,
    title,
    status,
    detail: slug === 'invalid-request' ? '/amount: must be at least 1' : meaning,
    instance: 'req_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d',
    ...(slug === 'invalid-request' && {
      errors: [{ pointer: '/amount', detail: 'must be at least 1' }],
    }),
  };
}
