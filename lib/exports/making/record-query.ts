import { type LiteralValue, literal, withLiterals } from '@/lib/database/literal';
import { Conditions } from '@/lib/history/conditions';
import {
  addEventConditions,
  type EventConditionsFilter,
} from '@/lib/history/events/event-conditions';
import type { ExportJob } from '../job';
import { conditionsOf, type StatedFilter } from '../stated-filter';

/** The records that an export may be of, and which of them it is of. */
export interface RecordQuery {
  readonly first: number;
  readonly last: number;
  /** FROM and WHERE for the records of a part of the range. */
  from(first: number, last: number): string;
  /** Whether an event `e` matches. */
  readonly matches: string;
  /** Whether it matches as far as the columns tell that are never erased. */
  readonly mayMatch: string;
  /** The columns of a record that decide. */
  readonly columns: ReadonlySet<string>;
}

/** The query of an export whose rows are records of the log. */
export function recordQuery(job: ExportJob): RecordQuery {
  const { after_seq, ...filter } = job.filter;
  const first = (typeof after_seq === 'number' ? after_seq : 0) + 1;
  const lasting = Object.fromEntries(
    Object.entries(filter).filter(
      ([name]) => !columnsOf(name).some((column) => PERSONAL_COLUMNS.has(column)),
    ),
  );
  const from = (from: number, last: number) =>
    `FROM events e WHERE e.merchant_id = ${literal(job.merchantId)}::uuid AND e.seq BETWEEN ${literal(from)} AND ${literal(last)}`;
  return {
    first,
    last: Math.max(job.asOf.size, first - 1),
    from,
    matches: condition(job, filter),
    mayMatch: condition(job, lasting),
    columns: new Set(Object.keys(filter).flatMap(columnsOf)),
  };
}

function condition({ kind }: ExportJob, filter: StatedFilter): string {
  const { action, customer, ...others } = conditionsOf(filter);
  const conditions = new Conditions();
  // As the list of who read and changed what calls them.
  const named = kind === 'access' ? { outcome: action, customer_reference: customer } : {};
  addEventConditions(conditions, { ...others, ...named } as EventConditionsFilter);
  return withLiterals(conditions.sql, conditions.values as LiteralValue[]);
}

/** Parameters whose column has another name in a record. */
const RECORD_COLUMNS: Readonly<Record<string, string>> = {
  amount_min: 'amount',
  amount_max: 'amount',
  customer: 'customer_reference',
  from: 'occurred_at',
  key: 'idempotency_key',
  role: 'actor_role',
  status: 'http_status',
  to: 'occurred_at',
};

function columnsOf(parameter: string): readonly string[] {
  if (parameter === 'subject') return ['subject_id', 'subject_type'];
  return [RECORD_COLUMNS[parameter] ?? parameter];
}

/** Columns that may be erased. */
export const PERSONAL_COLUMNS: ReadonlySet<string> = new Set([
  'customer_reference',
  'ip',
  'last4',
  'metadata',
  'user_agent',
]);
