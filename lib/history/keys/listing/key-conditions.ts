import type { Facet } from '../../blocks/candidate-ranges';
import type { Conditions } from '../../conditions';
import type { KeyFilter } from '../../contract';
import { keyId } from '../key-id';

const EQUAL = {
  operation: 'k.operation = ?',
  customer_reference: 'k.customer_reference = ?',
  order_reference: 'k.order_reference = ?',
  provider_reference: 'k.provider_reference = ?',
  amount_min: 'k.amount >= ?',
  amount_max: 'k.amount <= ?',
  currency: 'k.currency = ?',
  last4: 'k.last4 = ?',
} as const satisfies Partial<Record<keyof KeyFilter, string>>;

/** A member of a source as JSON.stringify has written it: inside a text its quotes are escaped. */
function addSource(conditions: Conditions, member: string, value: string | undefined): void {
  if (value === undefined) return;
  conditions.add('strpos(k.sources::text, ?) > 0', `"${member}":${JSON.stringify(value)}`);
}

/**
 * Keys that the request's event names; a single request's event has the request's own id. An array is
 * looked up once: a key may have any number of events that a search by it would go through.
 */
const REQUEST = `k.idempotency_key = ANY (ARRAY(SELECT e.idempotency_key FROM events e
  WHERE e.merchant_id = ? AND e.idempotency_key IS NOT NULL
  AND (e.event_id = ? AND e.request_id = e.event_id
    OR e.request_id = ? AND e.request_id <> e.event_id)))`;

const HAS = {
  replays: 'k.replays > 0',
  conflicts: 'k.conflicts > 0',
  undelivered: 'k.undelivered > 0',
  // Nothing raises alerts yet.
  alerts: 'false',
} as const;

/** As `state` is shown (key-row.ts), with what an index can use. */
const STATE = {
  completed: 'k.generation > 0 AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())',
  expired: 'k.generation > 0 AND k.expires_at <= clock_timestamp()',
  in_progress: 'k.generation = 0 AND k.in_progress_conflicts > 0',
  unused: 'k.generation = 0 AND k.in_progress_conflicts = 0',
} as const;

/** Adds what the filter asks of a key `k`; `lastAt` instead of its own for one that has moved on. */
export function addKeyConditions(
  conditions: Conditions,
  merchantId: string,
  filter: KeyFilter,
  lastAt = 'k.last_at',
): void {
  for (const [name, condition] of Object.entries(EQUAL)) {
    const value = filter[name as keyof typeof EQUAL];
    if (value !== undefined) conditions.add(condition, value);
  }
  const { key, key_prefix, fingerprint, client_id, ip, user_agent } = filter;
  if (key !== undefined) {
    conditions.add('k.key_id = ? AND k.idempotency_key = ?', keyId(merchantId, key), key);
  }
  if (key_prefix !== undefined) conditions.add('starts_with(k.idempotency_key, ?)', key_prefix);
  if (fingerprint !== undefined) {
    conditions.add('k.fingerprint = ?', Buffer.from(fingerprint, 'hex'));
  }
  addSource(conditions, 'client_id', client_id);
  addSource(conditions, 'ip', ip);
  addSource(conditions, 'user_agent', user_agent);
  const { request_id } = filter;
  if (request_id !== undefined) conditions.add(REQUEST, merchantId, request_id, request_id);
  for (const [name, value] of Object.entries(filter.metadata ?? {})) {
    conditions.add('k.metadata ->> ? = ?', name, value);
  }
  addStateConditions(conditions, filter);
  const at = filter.time === 'first_seen' ? 'k.first_at' : lastAt;
  if (filter.from !== undefined) conditions.add(`${at} >= ?::timestamptz`, filter.from);
  if (filter.to !== undefined) conditions.add(`${at} < ?::timestamptz`, filter.to);
}

function addStateConditions(conditions: Conditions, filter: KeyFilter): void {
  const { state, has, expiring_within } = filter;
  if (state !== undefined) conditions.add(STATE[state]);
  if (has !== undefined) conditions.add(HAS[has]);
  if (expiring_within !== undefined) {
    conditions.add(
      'k.expires_at > clock_timestamp() AND k.expires_at <= clock_timestamp() + ?::interval',
      expiring_within,
    );
  }
}

/** What the filter asks of which blocks know, in a list by first_seq. */
function firstSeenFacets(filter: KeyFilter): Facet[] {
  const { state, has, expiring_within: within } = filter;
  const nothingStored = state === 'in_progress' || state === 'unused';
  const fields = [
    ['key_operation', filter.operation],
    ['key_currency', filter.currency],
    ['key_client', filter.client_id],
    ['key_ip', filter.ip],
    ['key_user_agent', filter.user_agent],
    ['key_has', has === 'alerts' ? undefined : has],
    ['key_has', nothingStored ? 'no_generation' : undefined],
  ] as const;
  const facets: Facet[] = fields.flatMap(([field, value]) =>
    value === undefined ? [] : [{ of: 'value', field, value }],
  );
  if (state === 'completed') facets.push({ of: 'expiry', is: 'ahead' });
  if (state === 'expired') facets.push({ of: 'expiry', is: 'past' });
  if (within !== undefined) facets.push({ of: 'expiry', is: 'within', within });
  return facets;
}

/** A key's first and last events are in the hour of its first and last time. */
export function keyFacets(filter: KeyFilter): Facet[] {
  const facets = filter.time === 'first_seen' ? firstSeenFacets(filter) : [];
  const { from, to } = filter;
  return from === undefined && to === undefined ? facets : [...facets, { of: 'hours', from, to }];
}
