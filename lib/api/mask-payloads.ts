import type { Principal } from '@/lib/access/principal';
import type { ApiResponse } from '@/lib/http/api-message';
import { Problem } from '@/lib/http/problem';
import type { JsonValue } from '@/lib/http/strict-json';

/** What the caller sent, wherever it is shown; a new route masks these without knowing of it. */
const PAYLOAD: ReadonlySet<string> = new Set(['metadata', 'last4', 'payment_method']);
/** Names that only in these objects are what the caller sent. */
const PAYLOAD_OF: Readonly<Record<string, string>> = { payment: 'description', job: 'result' };

/**
 * An answer as this principal may see it. Payloads are for `engineer` and `admin`; others are told
 * in `masked` what is hidden. An API key sees what is its own merchant's. Routes that only show
 * payloads (`/keys/{id}/payloads`, the reveals) ask for a scope instead.
 */
export function maskPayloads(principal: Principal, response: ApiResponse): ApiResponse {
  const { body, headers } = response;
  if (!principal.person || principal.scopes.has('payloads')) return response;
  if (typeof body !== 'string' || headers['content-type'] !== 'application/json') return response;
  return { ...response, body: JSON.stringify(masked(JSON.parse(body))) };
}

/** What is hidden may not be guessed by filters either. Throws the problem `forbidden`. */
export function refuseHiddenFilters(
  { person, scopes }: Principal,
  sent: Readonly<Record<string, unknown>> | undefined,
): void {
  if (!person || scopes.has('payloads') || scopes.has('reveal')) return;
  const hidden = Object.keys(sent ?? {}).find((name) => PAYLOAD.has(name));
  if (hidden === undefined) return;
  throw new Problem('forbidden', `Your role may not search by ${hidden}, which it may not see.`);
}

function masked(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, member]) => !isOpening(name, member));
  const hidden = kept.flatMap(([name]) => (isHidden(value, name) ? [name] : []));
  const members = kept.map(([name, member]): [string, JsonValue] => [
    name,
    hidden.includes(name) ? null : masked(member),
  ]);
  // fromEntries makes even of "__proto__" a member like any other.
  return Object.fromEntries(hidden.length > 0 ? [...members, ['masked', hidden]] : members);
}

function isHidden(value: Readonly<Record<string, JsonValue>>, name: string): boolean {
  if (value[name] === null) return false;
  return PAYLOAD.has(name) || PAYLOAD_OF[String(value.object)] === name;
}

/** A column that a proof opens stays closed: not even its salt is told, by which it could be guessed. */
function isOpening(name: string, member: JsonValue): boolean {
  return (
    PAYLOAD.has(name) &&
    typeof member === 'object' &&
    member !== null &&
    Object.hasOwn(member, 'salt')
  );
}
