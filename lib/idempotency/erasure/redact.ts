import type { JsonValue } from '@/lib/http/strict-json';

/** What a payment has that may name a person, besides `customer_reference`. */
const PERSONAL: ReadonlySet<string> = new Set(['description', 'payment_method', 'metadata']);

/**
 * A stored answer without one customer: each payment of that one keeps all but what names a person,
 * and its `customer_reference` is null.
 */
export function withoutCustomer(body: string, customer: string): string {
  return JSON.stringify(redacted(JSON.parse(body), customer));
}

function redacted(value: JsonValue, customer: string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => redacted(item, customer));
  if (typeof value !== 'object' || value === null) return value;
  const named = value.customer_reference === customer;
  const members = Object.entries(value).filter(([name]) => !(named && PERSONAL.has(name)));
  // fromEntries makes even of "__proto__" a member like any other.
  return Object.fromEntries(
    members.map(([name, member]) => [
      name,
      named && name === 'customer_reference' ? null : redacted(member, customer),
    ]),
  );
}
