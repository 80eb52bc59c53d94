import type { Facet } from '../blocks/candidate-ranges';
import type { Conditions } from '../conditions';
import type { EventFilter } from '../contract';
import type { SeqRange } from '../scan-page';

/** A filter of events, `key_id` made a key, or one of what people did (contract.ts, accessQuery). */
export interface EventConditionsFilter extends Omit<EventFilter, 'key_id'> {
  readonly actor?: string | undefined;
  readonly role?: string | undefined;
  readonly subject?: string | undefined;
  readonly reason?: string | undefined;
  /** Of conflicts (contract.ts, conflictsQuery). */
  readonly pointer?: string | undefined;
  readonly group?: string | undefined;
}

/** What conflicts of one cause have in common: what differs, who sent it and with what. */
export const CONFLICT_CAUSE =
  "json_build_array(e.detail -> 'changed_pointers', e.client, e.user_agent)::text";

/** The id of the conflicts of a cause. */
export function groupOf(cause: string): string {
  return `md5(${cause})`;
}

const EQUAL = {
  kind: 'e.kind = ?',
  outcome: 'e.outcome = ?',
  operation: 'e.operation = ?',
  key: 'e.idempotency_key = ?',
  status: 'e.http_status = ?',
  customer_reference: 'e.customer_reference = ?',
  order_reference: 'e.order_reference = ?',
  provider_reference: 'e.provider_reference = ?',
  amount_min: 'e.amount >= ?',
  amount_max: 'e.amount <= ?',
  currency: 'e.currency = ?',
  last4: 'e.last4 = ?',
  client_id: 'e.client = ?',
  user_agent: 'e.user_agent = ?',
  ip: 'e.ip = ?',
  from: 'e.occurred_at >= ?::timestamptz',
  to: 'e.occurred_at < ?::timestamptz',
  actor: 'e.actor = ?',
  role: 'e.actor_role = ?',
  // Whatever the database's locale: an export's verifier applies it again.
  reason: 'strpos(lower(e.reason COLLATE "C"), lower(?::text COLLATE "C")) > 0',
  pointer: `?::text IN (SELECT json_array_elements_text(
    CASE json_typeof(e.detail -> 'changed_pointers') WHEN 'array' THEN e.detail -> 'changed_pointers'
    END))`,
  group: `${groupOf(CONFLICT_CAUSE)} = ?`,
} as const satisfies Partial<Record<keyof EventConditionsFilter, string>>;

/** Adds what the filter asks of an event `e`. */
export function addEventConditions(conditions: Conditions, filter: EventConditionsFilter): void {
  for (const [name, condition] of Object.entries(EQUAL)) {
    const value = filter[name as keyof typeof EQUAL];
    if (value !== undefined) conditions.add(condition, value);
  }
  if (filter.subject !== undefined) {
    conditions.add('(e.subject = ? OR e.subject_type = ?)', filter.subject, filter.subject);
  }
  if (filter.request_id !== undefined) {
    // The event of a single request has the request's own id (lib/ledger's index events_request).
    conditions.add(
      '(e.event_id = ? AND e.request_id = e.event_id OR e.request_id = ? AND e.request_id <> e.event_id)',
      filter.request_id,
      filter.request_id,
    );
  }
  if (filter.fingerprint !== undefined) {
    conditions.add(
      'e.fingerprint = ? AND substring(e.fingerprint FROM 1 FOR 8) = ?',
      Buffer.from(filter.fingerprint, 'hex'),
      Buffer.from(filter.fingerprint.slice(0, 16), 'hex'),
    );
  }
  for (const [name, value] of Object.entries(filter.metadata ?? {})) {
    conditions.add('e.metadata ->> ? = ?', name, value);
  }
}

/** A merchant's events in a row `range` of the statement that fit the filter. */
export function addEventsOfRange(
  conditions: Conditions,
  merchantId: string,
  filter: EventConditionsFilter,
): void {
  conditions.add('e.merchant_id = ? AND e.seq BETWEEN range.first AND range.last', merchantId);
  addEventConditions(conditions, filter);
}

/** A merchant's events within these bounds that fit the filter. */
export function addEventsWithin(
  conditions: Conditions,
  merchantId: string,
  { first, last }: SeqRange,
  filter: EventConditionsFilter,
): void {
  conditions.add('e.merchant_id = ? AND e.seq BETWEEN ? AND ?', merchantId, first, last);
  addEventConditions(conditions, filter);
}

/** What the filter asks of which blocks know. */
export function eventFacets(filter: EventConditionsFilter): Facet[] {
  const fields = [
    ['outcome', filter.outcome],
    ['operation', filter.operation],
    ['http_status', filter.status],
    ['currency', filter.currency],
    ['client', filter.client_id],
    ['ip', filter.ip],
    ['user_agent', filter.user_agent],
  ] as const;
  const facets: Facet[] = fields.flatMap(([field, value]) =>
    value === undefined ? [] : [{ of: 'value', field, value: String(value) }],
  );
  const { from, to } = filter;
  return from === undefined && to === undefined ? facets : [...facets, { of: 'hours', from, to }];
}

/** Columns of many values, each with an index of the log in its order. */
const INDEXED = [
  'request_id',
  'key',
  'order_reference',
  'provider_reference',
  'customer_reference',
  'fingerprint',
  'last4',
] as const;

/** The part of a filter that one index answers; undefined where no index fits. */
export function indexedPart(filter: EventConditionsFilter): EventConditionsFilter | undefined {
  const name = INDEXED.find((candidate) => filter[candidate] !== undefined);
  if (name === 'customer_reference') {
    // Most of a customer's events are attempts without a conflict: what is not has indexes of its own.
    const { customer_reference, kind, outcome } = filter;
    if (kind === 'system') return { customer_reference, kind };
    if (outcome === 'payload_conflict') return { customer_reference, outcome };
  }
  if (name !== undefined) return { [name]: filter[name] };
  const {
    kind,
    outcome,
    from: _from,
    to: _to,
    pointer: _pointer,
    group: _group,
    ...others
  } = filter;
  // With other filters, blocks that have all of them tell more than the index of one.
  const isOnly = Object.values(others).every((value) => value === undefined);
  if (outcome !== undefined && isOnly) return { outcome };
  return kind === 'system' ? { kind } : undefined;
}
