import { ConfigurationError } from './errors';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Parses one value, or returns what it should have been, to be read after "must be". */
type Parse<Value> = (raw: string) => { readonly value: Value } | { readonly mustBe: string };

/** Null when absent or empty. Errors name the variable and never repeat its value: it may be a secret. */
export function optional<Value>(env: Environment, name: string, parse: Parse<Value>): Value | null {
  const raw = env[name];
  if (raw === undefined || raw === '') return null;
  const result = parse(raw);
  if ('value' in result) return result.value;
  throw new ConfigurationError(`${name} must be ${result.mustBe}: correct or unset it`);
}

export function wholeNumber(
  env: Environment,
  name: string,
  bounds: { readonly from: number; readonly to: number; readonly otherwise: number },
): number {
  const parsed = optional(env, name, (raw) => {
    const value = /^\d{1,15}$/.test(raw) ? Number(raw) : Number.NaN;
    return value >= bounds.from && value <= bounds.to
      ? { value }
      : { mustBe: `a whole number from ${bounds.from} to ${bounds.to}` };
  });
  return parsed ?? bounds.otherwise;
}

export function text(length: { readonly from: number; readonly to: number }): Parse<string> {
  return (raw) =>
    raw.length >= length.from && raw.length <= length.to && !/\p{Cc}/u.test(raw)
      ? { value: raw }
      : { mustBe: `${length.from} to ${length.to} characters without control characters` };
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]): Parse<Choice> {
  return (raw) => {
    const value = choices.find((choice) => choice === raw);
    return value === undefined ? { mustBe: `one of ${choices.join(', ')}` } : { value };
  };
}

export function trueOrFalse(raw: string): ReturnType<Parse<boolean>> {
  if (raw === 'true' || raw === '1') return { value: true };
  if (raw === 'false' || raw === '0') return { value: false };
  return { mustBe: 'true or false' };
}

export function onOrOff(raw: string): ReturnType<Parse<boolean>> {
  if (raw === 'on' || raw === 'off') return { value: raw === 'on' };
  return { mustBe: 'on or off' };
}

export function apiKey(raw: string): ReturnType<Parse<string>> {
  return /^[\x21-\x7e]{32,200}$/.test(raw)
    ? { value: raw }
    : { mustBe: '32 to 200 visible ASCII characters' };
}

export function email(raw: string): ReturnType<Parse<string>> {
  return /^[^\s@]{1,64}@[^\s@]{1,190}$/.test(raw)
    ? { value: raw.toLowerCase() }
    : { mustBe: 'an email address' };
}

export function bindHost(raw: string): ReturnType<Parse<string>> {
  return /^[0-9A-Za-z._:%-]+$/.test(raw)
    ? { value: raw }
    : { mustBe: 'a host name or an IP address without brackets' };
}

/** Only what `new URL` understands is accepted: lib/database adds settings to it. */
export function postgresUrl(raw: string): ReturnType<Parse<string>> {
  const url = URL.canParse(raw) ? new URL(raw) : null;
  return url?.protocol === 'postgres:' || url?.protocol === 'postgresql:'
    ? { value: raw }
    : { mustBe: 'a URL such as postgresql://user:password@host:5432/database' };
}

export function publicUrl(raw: string): ReturnType<Parse<string>> {
  const url = URL.canParse(raw) ? new URL(raw) : null;
  const plain = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  return plain
    ? { value: url.origin }
    : { mustBe: 'an origin such as https://onceover.example.com, without a path' };
}
