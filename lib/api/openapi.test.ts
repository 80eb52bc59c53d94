import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { PERSON_SCOPES } from '@/lib/access/principal';
import { PROBLEMS } from '@/lib/http/contract';
import { API_BASE } from '@/lib/operations/base-path';
import { openApiDocument } from './openapi';
import { API_EXAMPLES } from './openapi-examples';
import { API_TAGS } from './openapi-info';
import { operationId } from './openapi-operation-id';
import { operatingRoutes } from './operating';
import { routeTable } from './routes';

interface Described {
  readonly operationId: string;
  readonly description: string;
  readonly parameters?: readonly { readonly $ref?: string; readonly description?: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, DescribedAnswer>>;
}

interface DescribedAnswer {
  readonly headers: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content: Readonly<
    Record<string, { readonly example?: unknown; readonly examples?: object }>
  >;
}

// As a client reads it.
const source = JSON.stringify(openApiDocument());
const document = JSON.parse(source) as ReturnType<typeof openApiDocument> & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
};
const { routes } = routeTable;

async function lint(text: string): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      'no-unused-components': 'error',
      'operation-tag-defined': 'error',
      'operation-description': 'error',
      'parameter-description': 'error',
      'tag-description': 'error',
      'no-invalid-media-type-examples': 'error',
      'no-invalid-parameter-examples': 'error',
      'no-invalid-schema-examples': 'error',
    },
  });
  const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId, message, location }) =>
    [ruleId, location[0]?.pointer, message].join(' '),
  );
}

function described(method: string, path: string): Described {
  const operation = document.paths[API_BASE + path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is not described`);
  return operation;
}

test('the description is OpenAPI 3.1 that lints clean', async () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(await lint(source)).toEqual([]);
});

test('the linter sees what is wrong: an unknown reference, a wrong example', async () => {
  const wrong = source
    .replace('#/components/schemas/Refund"', '#/components/schemas/Refunded"')
    .replace('"amount":4990', '"amount":"49.90"');
  expect(await lint(wrong)).toEqual([
    expect.stringMatching(
      /^no-invalid-media-type-examples .*`amount` property type must be integer/,
    ),
    expect.stringMatching(/^no-unresolved-refs /),
  ]);
});

test('what is described is what is answered, no more and no less', () => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(operations.sort()).toEqual(
    [
      ...routes.map(({ method, path }) => `${method} ${API_BASE}${path}`),
      ...[...operatingRoutes.keys()].map((path) => `GET ${path}`),
    ].sort(),
  );
});

test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s has its tag, credentials, parameters and examples',
  (_, { method, path, scopes, tag, body }) => {
    const { operationId: id, security, parameters, responses } = described(method, path);
    expect(Object.keys(API_TAGS)).toContain(tag);
    expect(security).toEqual(
      scopes.flatMap((scope): object[] =>
        PERSON_SCOPES.some((each) => each === scope)
          ? [{ session: [scope] }]
          : [{ bearer: [scope] }, { basic: [scope] }],
      ),
    );
    for (const parameter of parameters ?? []) {
      expect(parameter.$ref ?? parameter.description).toBeDefined();
    }
    expect(Object.keys(API_EXAMPLES[id]?.requests ?? {}).length > 0).toBe(body !== undefined);
    for (const answer of Object.values(responses)) {
      const [content] = Object.values(answer.content);
      expect(content?.example ?? content?.examples).toBeDefined();
      expect(answer.headers['Request-Id']).toBeDefined();
    }
  },
);

test.each(routes.filter(({ kind }) => kind === 'idempotent').map(({ path }) => path))(
  'the keyed write %s takes a key, echoes it, and names every refusal of a key',
  (path) => {
    const { parameters, responses } = described('POST', path);
    expect(parameters?.map(({ $ref }) => $ref)).toContain('#/components/parameters/IdempotencyKey');
    const stored = responses[201] ?? responses[202];
    expect(Object.keys(stored?.headers ?? {})).toEqual(
      expect.arrayContaining([
        'Idempotency-Key',
        'Idempotency-Key-Expires',
        'Idempotent-Replayed',
        'Location',
      ]),
    );
    const refusals = Object.values(responses).flatMap(({ content }) =>
      Object.keys(content['application/problem+json']?.examples ?? {}),
    );
    expect(refusals).toEqual(
      expect.arrayContaining([
        'idempotency-key-missing',
        'idempotency-key-invalid',
        'idempotency-key-reused',
        'request-in-progress',
        'outcome-unknown',
        'rate-limited',
      ]),
    );
    expect(responses[409]?.headers['Retry-After']).toBeDefined();
    expect(responses[401]?.headers['WWW-Authenticate']).toBeDefined();
  },
);

test('every problem is an answer of some operation', () => {
  const slugs = Object.keys(PROBLEMS);
  expect(slugs.filter((slug) => !source.includes(`#/components/examples/${slug}"`))).toEqual([]);
});

test('every member of every schema says what it means', () => {
  const silent: string[] = [];
  JSON.parse(source, (_, node) => {
    for (const [name, schema] of Object.entries(node?.properties ?? {})) {
      if (!(schema as { description?: string }).description) silent.push(name);
    }
    return node;
  });
  expect(silent).toEqual([]);
});

test('the example requests pass the validation of requests, the answers their own schemas', () => {
  for (const { method, path, body, responses } of routes) {
    const examples = API_EXAMPLES[operationId(method, path)];
    for (const request of Object.values(examples?.requests ?? {})) body?.parse(request);
    for (const [status, answer] of Object.entries(examples?.responses ?? {})) {
      responses[Number(status)]?.schema.parse(answer);
    }
  }
});
