import { type LiteralValue, literal, withLiterals } from '@/lib/database/literal';
import { Conditions } from '@/lib/history/conditions';
import {
  addEventConditions,
  type EventConditionsFilter,
} from '@/lib/history/events/event-conditions';
import type { ExportJob } from '../job';
import { conditionsOf, type StatedFilter } from '../stated-filter';

/** Conditions of the list of who read and changed what, by parameter. */
const ACCESS_CONDITIONS: Readonly<Record<string, string>> = {
  actor: 'e.actor = ?',
  role: 'e.actor_role = ?',
  action: 'e.action = ?',
  subject: 'e.subject = ?',
  reason: 'e.reason = ?',
  customer: 'e.customer_reference = ?',
  from: 'e.occurred_at >= ?::timestamptz',
  to: 'e.occurred_at < ?::timestamptz',
};

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
    Object.entries(filter).filter(([name]) => !PERSONAL_COLUMNS.has(columnOf(name))),
  );
  const from = (from: number, last: number) =>
    `FROM events e WHERE e.merchant_id = ${literal(job.merchantId)}::uuid AND e.seq BETWEEN ${literal(from)} AND ${literal(last)}`;
  return {
    first,
    last: Math.max(job.asOf.size, first - 1),
    from,
    matches: condition(job, filter),
    mayMatch: condition(job, lasting),
    columns: new Set(Object.keys(filter).map(columnOf)),
  };
}

function condition({ kind }: ExportJob, filter: StatedFilter): string {
  const conditions = new Conditions();
  if (kind === 'access') {
    conditions.add('e.kind = ?', 'system');
    for (const [name, sql] of Object.entries(ACCESS_CONDITIONS)) {
      if (filter[name] !== undefined) conditions.add(sql, filter[name]);
    }
  } else {
    addEventConditions(conditions, conditionsOf(filter) as EventConditionsFilter);
  }
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
  subject: 'subject_id',
  to: 'occurred_at',
};

function columnOf(parameter: string): string {
  return RECORD_COLUMNS[parameter] ?? parameter;
}

/** Columns that may be erased. */
export const PERSONAL_COLUMNS: ReadonlySet<string> = new Set([
  'customer_reference',
  'ip',
  'last4',
  'metadata',
  'user_agent',
]);
