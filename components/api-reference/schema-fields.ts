/** The parts of JSON Schema that our description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** One member as a page lists it; `fields` are the members inside. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** Lines of Markdown. */
  readonly limits: readonly string[];
  readonly description: string | undefined;
  readonly fields: readonly Field[];
}

const DEPTH_MAX = 6;
const NUMBER = new Intl.NumberFormat('en', { useGrouping: true });

/** The members of an object, or of the objects in a list. */
export function fieldsOf(schema: Schema, schemas: Schemas, depth = 0): Field[] {
  if (depth > DEPTH_MAX) return [];
  const { items, properties, required } = resolve(schema, schemas);
  if (items) return fieldsOf(items, schemas, depth);
  return Object.entries(properties ?? {}).map(([name, member]) =>
    fieldOf(name, member, required?.includes(name) === true, schemas, depth),
  );
}

export function fieldOf(
  name: string,
  member: Schema,
  required: boolean,
  schemas: Schemas,
  depth = 0,
): Field {
  const schema = resolve(member, schemas);
  return {
    name,
    type: typeOf(member, schemas),
    required,
    limits: limitsOf(schema),
    description: schema.description,
    fields: fieldsOf(schema, schemas, depth + 1),
  };
}

/** A reference followed and `allOf` merged into one object. */
function resolve(schema: Schema, schemas: Schemas): Schema {
  if (schema.$ref !== undefined) {
    const target = schemas[schema.$ref.slice('#/components/schemas/'.length)];
    return target ? { ...resolve(target, schemas), ...withoutReference(schema) } : {};
  }
  if (!schema.allOf) return schema;
  const parts = schema.allOf.map((part) => resolve(part, schemas));
  return {
    ...schema,
    type: 'object',
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: parts.flatMap((part) => part.required ?? []),
  };
}

function withoutReference({ $ref: _reference, ...rest }: Schema): Schema {
  return rest;
}

/** "string", "list of Payment", "string or null": what a reader calls it. */
function typeOf(schema: Schema, schemas: Schemas): string {
  if (schema.$ref !== undefined) return schema.$ref.slice('#/components/schemas/'.length);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternatives.map((part) => typeOf(part, schemas)).join(' or ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.items) return `list of ${typeOf(schema.items, schemas)}`;
  const { type } = schema;
  if (type === undefined) return schema.allOf ? 'object' : 'any JSON';
  const names = typeof type === 'string' ? [type] : type;
  return names.map((name) => (name === 'string' && schema.format) || name).join(' or ');
}

function limitsOf(schema: Schema): string[] {
  const limits: (string | undefined)[] = [
    range(schema.minimum, schema.maximum, ''),
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' items'),
    range(undefined, schema.maxProperties, ' pairs'),
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
    schema.pattern === undefined ? undefined : `matches \`${schema.pattern}\``,
  ];
  return limits.filter((limit) => limit !== undefined);
}

function range(from: number | undefined, to: number | undefined, unit: string): string | undefined {
  const counted = (count: number) =>
    NUMBER.format(count) + (count === 1 ? unit.replace(/s$/, '') : unit);
  if (from === undefined) return to === undefined ? undefined : `at most ${counted(to)}`;
  if (to === undefined) return `at least ${counted(from)}`;
  return `${NUMBER.format(from)} to ${counted(to)}`;
}
