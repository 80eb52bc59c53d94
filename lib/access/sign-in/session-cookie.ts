import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** The absolute end of a session, however busy it is. */
export const SESSION_MAX_SECONDS = 12 * 3600;
const DEVICE_MAX_SECONDS = 180 * 24 * 3600;
const COOKIE_LENGTH_MAX = 400;

/** Names and attributes, as the public URL allows them. */
export interface CookieRules {
  readonly secure: boolean;
  readonly session: string;
  readonly device: string;
}

/** Over https the prefix `__Host-` binds the cookies to this host and to TLS (RFC 6265bis §4.1.3). */
export function cookieRules(publicUrl: string): CookieRules {
  const secure = publicUrl.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  return { secure, session: `${prefix}onceover_session`, device: `${prefix}onceover_device` };
}

/** The secret that signs cookies; apart from what else ONCEOVER_SECRET signs. */
export function cookieSecret(secret: string): string {
  return hash('sha256', `cookies\n${secret}`, 'hex');
}

/** A cookie's value in a `Cookie` header. One that is sent twice is nobody's. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  const values: string[] = [];
  for (const pair of header?.split(';') ?? []) {
    const [key, ...value] = pair.split('=');
    if (key?.trim() === name) values.push(value.join('=').trim());
  }
  const [only, another] = values;
  if (only === undefined || another !== undefined || only.length > COOKIE_LENGTH_MAX) {
    return undefined;
  }
  try {
    return decodeURIComponent(only);
  } catch {
    return undefined;
  }
}

/** What sessionCookie signed: `value.signature`, the signature HMAC-SHA256 in base64. */
export function signedValue(cookie: string | undefined, secret: string): string | undefined {
  const at = cookie?.lastIndexOf('.') ?? -1;
  if (cookie === undefined || at < 1) return undefined;
  const value = cookie.slice(0, at);
  const signature = Buffer.from(cookie.slice(at + 1));
  const expected = Buffer.from(signatureOf(value, secret));
  const matches = signature.length === expected.length && timingSafeEqual(signature, expected);
  return matches ? value : undefined;
}

/** The cookie of a session, signed as better-auth signs it. */
export function sessionCookie(rules: CookieRules, secret: string, token: string): string {
  const value = encodeURIComponent(`${token}.${signatureOf(token, secret)}`);
  return setCookie(rules, rules.session, value, SESSION_MAX_SECONDS);
}

function signatureOf(value: string, secret: string): string {
  return createHmac('sha256', secret).update(value).digest('base64');
}

/** Ends the session's cookie in the browser. */
export function endedCookie(rules: CookieRules): string {
  return setCookie(rules, rules.session, '', 0);
}

/** Marks a browser that has signed in as this person, so that nobody else's failures lock it out. */
export function deviceCookie(
  rules: CookieRules,
  secret: string,
  email: string,
  deviceId: string,
): string {
  const value = `${deviceId}.${deviceMac(secret, email, deviceId)}`;
  return setCookie(rules, rules.device, value, DEVICE_MAX_SECONDS);
}

/** The device's id, where its cookie was made for this person. */
export function deviceOf(
  cookie: string | undefined,
  secret: string,
  email: string,
): string | undefined {
  const [deviceId = '', mac = ''] = cookie?.split('.') ?? [];
  const expected = Buffer.from(deviceMac(secret, email, deviceId));
  const sent = Buffer.from(mac);
  return sent.length === expected.length && timingSafeEqual(sent, expected) ? deviceId : undefined;
}

function deviceMac(secret: string, email: string, deviceId: string): string {
  return createHmac('sha256', secret).update(`device\n${email}\n${deviceId}`).digest('base64url');
}

function setCookie(rules: CookieRules, name: string, value: string, maxAgeSeconds: number): string {
  const secure = rules.secure ? '; Secure' : '';
  return `${name}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}
