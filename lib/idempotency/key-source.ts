import { parseItem } from 'structured-headers';
import type { JsonObject } from '@/lib/http/strict-json';

export type KeyResult =
  | { readonly kind: 'found'; readonly key: string }
  | { readonly kind: 'missing' }
  /** `raw` is what was sent; it is kept only as its hash. */
  | { readonly kind: 'invalid'; readonly reason: string; readonly raw: string };

export interface KeySources {
  /** As sent; a repeated header stands twice, or joined by commas, which no key has. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: JsonObject | undefined;
  /** Header names that the policy adds. */
  readonly keyHeaders: readonly string[];
}

export const KEY_HEADERS: readonly string[] = ['idempotency-key', 'x-idempotency-key'];
export const KEY_MEMBERS: readonly string[] = ['idempotency_key', 'x-idempotency-key'];
/** Visible ASCII without quotes and commas. */
const KEY = /^[\x21\x23-\x26\x28-\x2b\x2d-\x7e]{1,255}$/;
const SYNTAX = 'must have 1 to 255 visible ASCII characters without quotes and commas';

export function isValidKey(key: string): boolean {
  return KEY.test(key);
}

/** The one key of a request, wherever contract §2.1 lets it stand; all its places must agree. */
export function findKey({ headers, body, keyHeaders }: KeySources): KeyResult {
  const names = [...KEY_HEADERS, ...keyHeaders.map((name) => name.toLowerCase())];
  let found: KeyResult = { kind: 'missing' };
  const seen = new Set<string>();
  for (const [sentName, value] of headers) {
    const name = sentName.toLowerCase();
    if (!names.includes(name)) continue;
    if (seen.has(name))
      return { kind: 'invalid', reason: 'stands in a repeated header', raw: value };
    seen.add(name);
    found = agree(found, headerKey(value));
    if (found.kind === 'invalid') return found;
  }
  for (const member of KEY_MEMBERS) {
    const value = body?.[member];
    if (value === undefined) continue;
    found = agree(found, bodyKey(value));
    if (found.kind === 'invalid') return found;
  }
  return found;
}

function agree(before: KeyResult, next: KeyResult): KeyResult {
  const differs = before.kind === 'found' && next.kind === 'found' && before.key !== next.key;
  return differs ? { kind: 'invalid', reason: 'differs between two places', raw: next.key } : next;
}

/** A Structured Field string (RFC 9651 §3.3.3) without parameters, or the bare key. */
function headerKey(value: string): KeyResult {
  const text = withoutOuterSpace(value);
  if (!text.startsWith('"')) return checked(text, value);
  try {
    const [bare, parameters] = parseItem(text);
    if (parameters.size > 0) {
      return { kind: 'invalid', reason: 'may not have parameters', raw: value };
    }
    return checked(typeof bare === 'string' ? bare : '', value);
  } catch {
    return { kind: 'invalid', reason: 'is not a Structured Field string', raw: value };
  }
}

/** RFC 9110 §5.5. A regular expression would be quadratic in a run of inner spaces. */
function withoutOuterSpace(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isSpace(value[start])) start += 1;
  while (end > start && isSpace(value[end - 1])) end -= 1;
  return value.slice(start, end);
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function bodyKey(value: unknown): KeyResult {
  return typeof value === 'string'
    ? checked(value, value)
    : { kind: 'invalid', reason: 'must be a string', raw: JSON.stringify(value) };
}

function checked(key: string, raw: string): KeyResult {
  return isValidKey(key) ? { kind: 'found', key } : { kind: 'invalid', reason: SYNTAX, raw };
}
