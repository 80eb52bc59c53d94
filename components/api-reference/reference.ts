import type { Language } from '@/components/code/highlight';
import { anchorOf } from '@/components/text/markdown';
import { type Field, fieldOf, fieldsOf, type Schema, type Schemas } from './schema-fields';

interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly schema?: Schema;
}

interface Content {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, ExampleEntry>>;
}

interface ExampleEntry {
  readonly summary?: string;
  readonly value?: unknown;
}

interface ResponseEntry {
  readonly description?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, Content>>;
}

interface OperationEntry {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses?: Readonly<Record<string, ResponseEntry>>;
}

/** An OpenAPI document, as far as the page reads it. */
export interface ApiDocument {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary?: string;
    readonly description?: string;
  };
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths?: Readonly<Record<string, Readonly<Record<string, OperationEntry>>>>;
  readonly components?: {
    readonly schemas?: Schemas;
    readonly parameters?: Readonly<Record<string, Parameter>>;
    readonly headers?: Readonly<Record<string, { readonly description?: string }>>;
    readonly examples?: Readonly<Record<string, ExampleEntry>>;
  };
}

export interface Answer {
  readonly status: string;
  readonly description: string;
  readonly type: string;
  readonly headers: readonly { readonly name: string; readonly description: string }[];
  readonly fields: readonly Field[];
  readonly example: { readonly text: string; readonly language: Language } | undefined;
}

/** One way to call an operation. */
export interface RequestExample {
  readonly title: string;
  /** Undefined for an operation without a body. */
  readonly body: unknown;
}

export interface Refusal {
  readonly status: string;
  readonly problems: readonly { readonly slug: string; readonly title: string }[];
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The path with its parameters' examples filled in. */
  readonly examplePath: string;
  readonly summary: string;
  readonly description: string;
  /** Whether an API key is needed at all. */
  readonly needsKey: boolean;
  readonly takesIdempotencyKey: boolean;
  readonly parameters: Readonly<Record<'path' | 'query' | 'header', readonly Field[]>>;
  /** The members of the body; none without one. */
  readonly body: readonly Field[];
  readonly requests: readonly RequestExample[];
  readonly answers: readonly Answer[];
  readonly refusals: readonly Refusal[];
}

export interface OperationGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Operation[];
}

const PROBLEM = 'application/problem+json';

/** The document's operations by tag, in the order of its tags; tags without any are left out. */
export function operationGroups(document: ApiDocument): OperationGroup[] {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, entry]) => ({
      tags: entry.tags ?? [],
      operation: operationOf(document, method.toUpperCase(), path, entry),
    })),
  );
  return (document.tags ?? [])
    .map(({ name, description }) => ({
      id: anchorOf(name),
      name,
      description: description ?? '',
      operations: operations
        .filter(({ tags }) => tags.includes(name))
        .map(({ operation }) => operation),
    }))
    .filter((group) => group.operations.length > 0);
}

function operationOf(
  document: ApiDocument,
  method: string,
  path: string,
  entry: OperationEntry,
): Operation {
  const schemas = document.components?.schemas ?? {};
  const parameters = (entry.parameters ?? []).map((parameter) => dereference(document, parameter));
  const listed = (place: string) =>
    parameters
      .filter((parameter) => parameter.in === place)
      .map((parameter) => parameterField(parameter, schemas));
  const body = entry.requestBody?.content['application/json'];
  const responses = Object.entries(entry.responses ?? {});
  return {
    id: entry.operationId ?? `${method}-${path}`,
    method,
    path,
    examplePath: parameters.reduce(
      (filled, { name, example }) => filled.replace(`{${name}}`, String(example ?? `{${name}}`)),
      path,
    ),
    summary: entry.summary ?? '',
    description: entry.description ?? '',
    needsKey: entry.security?.length !== 0,
    takesIdempotencyKey: parameters.some(({ name }) => name === 'Idempotency-Key'),
    parameters: { path: listed('path'), query: listed('query'), header: listed('header') },
    body: fieldsOf(body?.schema ?? {}, schemas),
    requests: requestsOf(body),
    answers: responses
      .filter(([, response]) => response.content?.[PROBLEM] === undefined)
      .map(([status, response]) => answerOf(document, status, response)),
    refusals: responses.flatMap(([status, response]) => refusalOf(document, status, response)),
  };
}

function requestsOf(body: Content | undefined): RequestExample[] {
  const examples = Object.values(body?.examples ?? {});
  if (examples.length === 0) return [{ title: 'Request', body: body?.example }];
  return examples.map(({ summary = 'Request', value }) => ({ title: summary, body: value }));
}

function dereference(document: ApiDocument, parameter: Parameter): Parameter {
  const name = parameter.$ref?.slice('#/components/parameters/'.length);
  return name === undefined ? parameter : (document.components?.parameters?.[name] ?? {});
}

function parameterField(parameter: Parameter, schemas: Schemas): Field {
  const field = fieldOf(
    parameter.name ?? '',
    parameter.schema ?? {},
    parameter.required === true,
    schemas,
  );
  return { ...field, description: parameter.description ?? field.description, fields: [] };
}

function answerOf(document: ApiDocument, status: string, response: ResponseEntry): Answer {
  const [type, content] = Object.entries(response.content ?? {})[0] ?? ['', {}];
  return {
    status,
    description: response.description ?? '',
    type,
    headers: Object.keys(response.headers ?? {}).map((name) => ({
      name,
      description: document.components?.headers?.[name]?.description ?? '',
    })),
    fields: fieldsOf(content.schema ?? {}, document.components?.schemas ?? {}),
    example: exampleOf(content),
  };
}

function exampleOf({ example }: Content): Answer['example'] {
  if (example === undefined) return undefined;
  if (typeof example === 'string') return { text: example.trimEnd(), language: 'text' };
  return { text: JSON.stringify(example, null, 2), language: 'json' };
}

function refusalOf(document: ApiDocument, status: string, response: ResponseEntry): Refusal[] {
  const examples = response.content?.[PROBLEM]?.examples;
  if (!examples) return [];
  const problems = Object.keys(examples).map((slug) => ({
    slug,
    title: document.components?.examples?.[slug]?.summary ?? slug,
  }));
  return [{ status, problems }];
}
