import { Fault } from './digest';
import type { Columns } from './record';

/** A filter as the manifest states it: the list's own parameters. */
export type StatedFilter = Readonly<Record<string, unknown>>;

/** One condition on one column. An absent column meets none. */
interface Condition {
  readonly column: string;
  readonly holds: (value: unknown) => boolean;
}

/** Filters that ask for one value of one column, by parameter. */
const EQUAL: Readonly<Record<string, string>> = {
  action: 'action',
  actor: 'actor',
  client_id: 'client_id',
  currency: 'currency',
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
  reason: 'reason',
  request_id: 'request_id',
  role: 'actor_role',
  source: 'source',
  status: 'http_status',
  subject: 'subject_id',
  user_agent: 'user_agent',
};

/** Times have one spelling (UTC, microseconds), so that their text has their order. */
const BOUNDS: Readonly<Record<string, Omit<Condition, 'holds'> & { readonly meets: Bound }>> = {
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
    this.columns = new Set(this.#conditions.map(({ column }) => column));
  }

  /** `closed` are columns that the record has and nobody can open any more. */
  matches(columns: Columns, closed?: ReadonlySet<string>): 'yes' | 'no' | 'unknown' {
    let unknown = false;
    for (const { column, holds } of this.#conditions) {
      if (closed?.has(column)) unknown = true;
      else if (!holds(columns[column])) return 'no';
    }
    return unknown ? 'unknown' : 'yes';
  }
}

function conditions(name: string, wanted: unknown): Condition[] {
  // The range itself begins after it.
  if (name === 'after_seq') return [];
  const column = EQUAL[name];
  if (column !== undefined && (typeof wanted === 'string' || typeof wanted === 'number')) {
    return [{ column, holds: (value) => value === wanted }];
  }
  if (name === 'metadata' && typeof wanted === 'object' && wanted !== null) {
    return Object.entries(wanted).map(([key, text]) => ({
      column: 'metadata',
      holds: (value) => memberOf(value, key) === text,
    }));
  }
  const bound = BOUNDS[name];
  const comparable = bound?.column === 'amount' ? typeof wanted === 'number' : isInstant(wanted);
  if (bound === undefined || !comparable) {
    throw new Fault(`the filter ${JSON.stringify({ [name]: wanted })} is not one to apply again`);
  }
  const limit = wanted as number | string;
  return [
    {
      column: bound.column,
      holds: (value) => typeof value === typeof limit && bound.meets(value as typeof limit, limit),
    },
  ];
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && INSTANT.test(value);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}
