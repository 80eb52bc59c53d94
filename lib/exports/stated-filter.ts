import { uuidOf } from '@/lib/http/uuid';

/** A filter as a manifest states it: the list's own parameters, in the one spelling that each has. */
export type StatedFilter = Readonly<Record<string, unknown>>;

/** In the order of the names, so that the same filter is the same text; times as the log has them. */
export function stated(filter: Readonly<Record<string, unknown>>): StatedFilter {
  const members = Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, name === 'from' || name === 'to' ? instantText(value) : value])
    .sort();
  return Object.fromEntries(members);
}

const FRACTION = /\.(\d+)/;

/** RFC 3339 in UTC with six digits, as PostgreSQL keeps it; what is finer is cut off. */
function instantText(value: unknown): string {
  const given = String(value);
  const whole = new Date(given.replace(FRACTION, '')).toISOString().slice(0, 19);
  const digits = FRACTION.exec(given)?.[1] ?? '';
  return `${whole}.${digits.slice(0, 6).padEnd(6, '0')}Z`;
}

/** What the list's conditions take: ids as UUIDs. `client_id` is one only where it is an API key's. */
export function conditionsOf(filter: StatedFilter, apiKeys = false): Record<string, unknown> {
  const { request_id, client_id } = filter;
  return {
    ...filter,
    ...(typeof request_id === 'string' && { request_id: uuidOf('req', request_id) }),
    ...(apiKeys && typeof client_id === 'string' && { client_id: uuidOf('key', client_id) }),
  };
}
