import '@/lib/http/openapi-zod';
import { getRefId, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { PERSON_SCOPES } from '@/lib/access/principal';
import { API_BASE } from '@/lib/operations/base-path';
import { API_EXAMPLES } from './openapi-examples';
import type { HeaderName, HeaderReferences } from './openapi-headers';
import { operationId } from './openapi-operation-id';
import { pathParameters, queryParameters } from './openapi-parameters';
import { type ProblemResponses, problemsOf } from './openapi-problems';
import type { Route } from './route';

/** What the components hold by the time the operations are described. */
export interface ApiComponents {
  readonly headers: (names: readonly HeaderName[]) => HeaderReferences;
  readonly keyParameters: readonly { readonly $ref: string }[];
  readonly problems: ProblemResponses;
}

/** Answers of what is stored under a key carry these, the keyed batch's 200 none of them. */
const STORED_HEADERS: readonly HeaderName[] = [
  'Request-Id',
  'Idempotency-Key',
  'Idempotency-Key-Expires',
  'Idempotent-Replayed',
  'Location',
];

/** One route of the table as an OpenAPI operation. */
export function describeRoute(route: Route, components: ApiComponents): RouteConfig {
  const id = operationId(route.method, route.path);
  const keyed = route.kind === 'idempotent';
  const query = keyed ? undefined : route.query;
  const examples = API_EXAMPLES[id];
  return {
    method: route.method.toLowerCase() as Lowercase<Route['method']>,
    path: API_BASE + route.path,
    operationId: id,
    tags: [route.tag],
    summary: route.summary,
    description: descriptionOf(route),
    security: securityOf(route.scopes),
    ...(keyed && { parameters: [...components.keyParameters] }),
    request: {
      ...(route.path.includes('{') && { params: pathParameters(route.path) }),
      ...(query instanceof z.ZodObject && { query: queryParameters(query) }),
      ...(route.body && {
        body: {
          required: true,
          content: {
            'application/json': {
              schema: keyed ? withKeyMembers(route.body) : route.body,
              ...(examples?.requests && { examples: named(examples.requests) }),
            },
          },
        },
      }),
    },
    responses: {
      ...successes(route, components, examples?.responses ?? {}),
      ...components.problems(problemsOf(route), keyed),
    },
  };
}

const REPLAYS =
  'Sent again with the same key and content, it is answered as the first time and nothing happens twice.';

/** By the scopes of a route for people only. */
const WHO: Readonly<Record<string, string>> = {
  people: ', administrators of every merchant',
  payloads: ', as `engineer` or `admin`',
  'payloads reveal': ', as `engineer`, `auditor` or `admin`',
  sign_off: ', as `auditor` or `admin`',
  notes: ', as `engineer`, `auditor` or `admin`',
};

function descriptionOf(route: Route): string {
  const scopes = route.scopes.map((scope) => `\`${scope}\``).join(' or ');
  const parts = [
    route.description,
    route.kind === 'idempotent' ? REPLAYS : undefined,
    route.scopes.some(isPersonScope)
      ? `For people who are signed in${WHO[route.scopes.join(' ')] ?? ''}; no API key may do this.`
      : `Needs the scope ${scopes}.`,
    loggedAs(route),
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}

function loggedAs(route: Route): string | undefined {
  if (route.kind !== 'plain' || !route.audit) return undefined;
  const { action, search } = route.audit;
  return search ? `A search is logged as \`${action}\`.` : `Logged as \`${action}\`.`;
}

/** Examples by what they show, as OpenAPI names them. */
function named(values: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(values).map(([summary, value], index) => [
      `request-${index + 1}`,
      { summary, value },
    ]),
  );
}

function isPersonScope(scope: string): boolean {
  return PERSON_SCOPES.some((each) => each === scope);
}

/** OpenAPI 3.1 lets a scheme that is not OAuth name the roles that it needs. */
export function securityOf(scopes: readonly string[]): Record<string, string[]>[] {
  return scopes.flatMap((scope): Record<string, string[]>[] =>
    isPersonScope(scope) ? [{ session: [scope] }] : [{ bearer: [scope] }, { basic: [scope] }],
  );
}

function successes(
  route: Route,
  components: ApiComponents,
  examples: Readonly<Record<number, unknown>>,
): RouteConfig['responses'] {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, { description, schema, files }]) => {
      const stored = route.kind === 'idempotent' && status !== '200';
      const example = examples[Number(status)];
      return [
        status,
        {
          description,
          headers: components.headers(stored ? STORED_HEADERS : ['Request-Id']),
          content: files
            ? Object.fromEntries(
                Object.entries(files).map(([type, text]) => [type, { schema, example: text }]),
              )
            : { 'application/json': { schema, ...(example !== undefined && { example }) } },
        },
      ];
    }),
  );
}

const keyMember = z.string().optional().describe('The idempotency key, instead of the header.');

/** The body of a keyed write may carry its key; the content's schema never sees that member. */
function withKeyMembers(body: z.ZodType): z.ZodType {
  if (!(body instanceof z.ZodObject)) return body;
  const keyed = z.strictObject({
    ...body.shape,
    idempotency_key: keyMember,
    'x-idempotency-key': keyMember,
  });
  const name = getRefId(body);
  return name === undefined ? keyed : keyed.openapi(name);
}
