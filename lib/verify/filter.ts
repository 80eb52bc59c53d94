import { Fault } from './digest';
import type { Columns } from './record';

/** A filter as the manifest states it: the list's own parameters. */
export type StatedFilter = Readonly<Record<string, unknown>>;

/** One condition, and the columns that decide it. */
interface Condition {
  readonly columns: readonly string[];
  readonly holds: (columns: Columns) => boolean;
}

/** Filters that ask for one value of one column, by parameter. */
const EQUAL: Readonly<Record<string, string>> = {
  action: 'action',
  actor: 'actor',
  client_id: 'client_id',
  currency: 'currency',
  customer: 'customer_reference',
  customer_reference: 'customer_reference',
  fingerprint: 'fingerprint',
  ip: 'ip',
  key: 'idempotency_key',
  kind: 'kind',
  last4: 'last4',
  operation: 'operation',
  order_reference: 'order_reference',
  outcome: 'outcome',
  provider_reference: 'provider_reference',
  request_id: 'request_id',
  role: 'actor_role',
  source: 'source',
  status: 'http_status',
  user_agent: 'user_agent',
};

/** Times have one spelling (UTC, microseconds), so that their text has their order. */
const BOUNDS: Readonly<Record<string, { readonly column: string; readonly meets: Bound }>> = {
  amount_min: { column: 'amount', meets: (value, bound) => value >= bound },
  amount_max: { column: 'amount', meets: (value, bound) => value <= bound },
  from: { column: 'occurred_at', meets: (value, bound) => value >= bound },
  to: { column: 'occurred_at', meets: (value, bound) => value < bound },
};
type Bound = (value: number | string, bound: number | string) => boolean;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;

/** A filter that can be applied to opened columns. */
export class RecordFilter {
  readonly #conditions: readonly Condition[];
  /** The columns that it needs. */
  readonly columns: ReadonlySet<string>;

  /** Throws Fault for a filter that this verifier cannot apply: then completeness is not shown. */
  constructor(stated: StatedFilter) {
    this.#conditions = Object.entries(stated).flatMap(([name, wanted]) => conditions(name, wanted));
    this.columns = new Set(this.#conditions.flatMap(({ columns }) => columns));
  }

  /** `closed` are columns that the record has and nobody can open any more. */
  matches(columns: Columns, closed?: ReadonlySet<string>): 'yes' | 'no' | 'unknown' {
    let unknown = false;
    for (const { columns: needed, holds } of this.#conditions) {
      if (closed !== undefined && needed.some((name) => closed.has(name))) unknown = true;
      else if (!holds(columns)) return 'no';
    }
    return unknown ? 'unknown' : 'yes';
  }
}

function conditions(name: string, wanted: unknown): Condition[] {
  // The range itself begins after it.
  if (name === 'after_seq') return [];
  const column = Object.hasOwn(EQUAL, name) ? EQUAL[name] : undefined;
  if (column !== undefined && (typeof wanted === 'string' || typeof wanted === 'number')) {
    return [on(column, (value) => value === wanted)];
  }
  if (name === 'metadata' && typeof wanted === 'object' && wanted !== null) {
    return Object.entries(wanted).map(([key, text]) =>
      on('metadata', (value) => memberOf(value, key) === text),
    );
  }
  if (name === 'reason' && typeof wanted === 'string') {
    const part = lowerAscii(wanted);
    return [on('reason', (value) => typeof value === 'string' && lowerAscii(value).includes(part))];
  }
  if (name === 'subject' && typeof wanted === 'string') {
    const columns = ['subject_id', 'subject_type'];
    return [{ columns, holds: (opened) => columns.some((one) => opened[one] === wanted) }];
  }
  return [bound(name, wanted)];
}

function on(column: string, holds: (value: unknown) => boolean): Condition {
  return { columns: [column], holds: (columns) => holds(columns[column]) };
}

function bound(name: string, wanted: unknown): Condition {
  const known = Object.hasOwn(BOUNDS, name) ? BOUNDS[name] : undefined;
  const comparable = known?.column === 'amount' ? typeof wanted === 'number' : isInstant(wanted);
  if (known === undefined || !comparable) {
    throw new Fault(`the filter ${JSON.stringify({ [name]: wanted })} is not one to apply again`);
  }
  const limit = wanted as number | string;
  return on(
    known.column,
    (value) => typeof value === typeof limit && known.meets(value as typeof limit, limit),
  );
}

function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && INSTANT.test(value);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}
