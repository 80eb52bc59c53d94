import { hash, randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX_LENGTH = 12;
/** 43 characters of 62 are 256 bits. */
const SECRET_LENGTH = 43;
const OWN_FORM = /^(oc_[0-9A-Za-z]{12})_[0-9A-Za-z]{32,}$/;
const HASHED_PREFIX_LENGTH = 12;
const SECRET_FORM = /^[\x21-\x7e]{32,200}$/;
const BASIC = /^basic +([A-Za-z0-9+/=_-]+)$/i;
const BEARER = /^bearer +(\S+)$/i;

/** A new secret: `oc_`, a public prefix that finds it, and 256 random bits. */
export function newSecret(): string {
  return `oc_${randomText(PREFIX_LENGTH)}_${randomText(SECRET_LENGTH)}`;
}

/** SHA-256: all that is stored of a secret. It is random, so no slow hash is needed. */
export function hashSecret(secret: string): Buffer {
  return Buffer.from(digestOf(secret), 'hex');
}

/** The same in hexadecimal digits. */
export function digestOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** By what a secret is found; for one of another form (ONCEOVER_API_KEY) a part of its hash. */
export function prefixOf(secret: string): string {
  const own = OWN_FORM.exec(secret)?.[1];
  return own ?? `sha256:${digestOf(secret).slice(0, HASHED_PREFIX_LENGTH)}`;
}

/** The secret of an `Authorization` header: Bearer, or Basic with the key as the user name. */
export function secretOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const bearer = BEARER.exec(authorization)?.[1];
  const basic = BASIC.exec(authorization)?.[1];
  const secret = bearer ?? (basic && Buffer.from(basic, 'base64').toString().split(':')[0]);
  return secret !== undefined && SECRET_FORM.test(secret) ? secret : undefined;
}

function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 is the last multiple of 62: no character is likelier than another.
      if (byte < 248 && text.length < length) text += ALPHABET[byte % ALPHABET.length] ?? '';
    }
  }
  return text;
}
