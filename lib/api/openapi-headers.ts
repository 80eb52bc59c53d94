import type { OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';

interface Reference {
  readonly $ref: string;
}
export type HeaderReferences = Readonly<Record<string, Reference>>;

const KEY_PATTERN = '^"?[!#-&(-+\\--~]{1,255}"?$';
const KEY_EXAMPLE = '7f1d2c3b-5a64-4f0e-9a3c-2b8e6d91c4aa';
const TEXT = { type: 'string' } as const;

type HeaderComponent = Parameters<typeof OpenAPIRegistry.prototype.registerComponent<'headers'>>[2];

const HEADERS = {
  'Request-Id': {
    description: 'Names this request in the log, in events and in problems (`instance`).',
    schema: { ...TEXT, example: 'req_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d' },
  },
  'Idempotency-Key': {
    description: 'The key under which this was decided, echoed bare; absent if it was not valid.',
    schema: { ...TEXT, example: KEY_EXAMPLE },
  },
  'Idempotency-Key-Expires': {
    description: 'When the stored answer stops replaying (RFC 3339); absent if it never does.',
    schema: { ...TEXT, format: 'date-time' },
  },
  'Idempotent-Replayed': {
    description: '`true` on an answer from the store; absent on the first one.',
    schema: { ...TEXT, enum: ['true'] },
  },
  Location: {
    description: 'Where the result can be read.',
    schema: { ...TEXT, format: 'uri-reference' },
  },
  'Retry-After': {
    description: 'Whole seconds to wait before the retry.',
    schema: { type: 'integer', minimum: 0 },
  },
  'WWW-Authenticate': { description: 'How to authenticate (RFC 9110 §11.6.1).', schema: TEXT },
  Allow: { description: 'The methods that this path takes.', schema: TEXT },
} satisfies Record<string, HeaderComponent>;

export type HeaderName = keyof typeof HEADERS;

/** Puts the headers of answers into the components and refers to those named. */
export function registerHeaders(
  registry: OpenAPIRegistry,
): (names: readonly HeaderName[]) => HeaderReferences {
  const references = new Map<string, Reference>();
  for (const [name, header] of Object.entries(HEADERS)) {
    references.set(name, registry.registerComponent('headers', name, header).ref);
  }
  return (names) =>
    Object.fromEntries([...references].filter(([name]) => names.some((wanted) => wanted === name)));
}

/** The request headers of keyed writes. The key is not required here: it may stand in the body. */
export function registerKeyParameters(registry: OpenAPIRegistry): Reference[] {
  const key = registry.registerComponent('parameters', 'IdempotencyKey', {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Names what you intend; the same with every retry. Required unless `X-Idempotency-Key` or the body carries it. Bare, or as a Structured Field string.',
    schema: { ...TEXT, pattern: KEY_PATTERN },
    example: KEY_EXAMPLE,
  });
  const prefer = registry.registerComponent('parameters', 'Prefer', {
    name: 'Prefer',
    in: 'header',
    required: false,
    description:
      '`wait=N` (RFC 7240 §4.3): wait at most N seconds for a first request in flight, instead of as long as the server would.',
    schema: { ...TEXT, pattern: '^wait=\\d{1,6}$' },
    example: 'wait=2',
  });
  return [key.ref, prefer.ref];
}
