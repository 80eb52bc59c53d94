import { createHmac, timingSafeEqual } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const DIGITS = 6;
const STEP_MS = 30_000;
/** A clock may be this many steps off (RFC 6238 §5.2). */
const DRIFT_STEPS = 1;

/** The code of a step (RFC 6238, HMAC-SHA-1 as every authenticator has it; RFC 4226 §5.3). */
export function totpCode(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 15;
  const value = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(value % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** The step whose code this is; undefined for none near now that comes after `lastStep`. */
export function matchingStep(
  secret: Buffer,
  code: string,
  { nowMs, lastStep }: { readonly nowMs: number; readonly lastStep: number },
): number | undefined {
  const now = Math.floor(nowMs / STEP_MS);
  const sent = Buffer.from(code);
  let found: number | undefined;
  for (let step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step += 1) {
    const expected = Buffer.from(totpCode(secret, step));
    const same = sent.length === expected.length && timingSafeEqual(sent, expected);
    // A code works once: what somebody looked over a shoulder for is used up.
    if (same && step > lastStep) found ??= step;
  }
  return found;
}

/** RFC 4648 §6, without padding. */
export function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('');
}

/** What an authenticator reads from a QR code. */
export function totpUri(secret: Buffer, email: string): string {
  const label = `Onceover:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=Onceover&digits=${DIGITS}&period=${STEP_MS / 1000}`;
}
