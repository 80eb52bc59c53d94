import { randomFillSync } from 'node:crypto';
import { idClockMs } from './id-clock';

const RANDOM_BYTES = 4096;
const pool = Buffer.allocUnsafe(RANDOM_BYTES);
let poolOffset = RANDOM_BYTES;
/** A clock that goes back by more was wrong before, and ids must not keep the time that it had. */
const STEP_BACK_MS = 1_000;
let lastMs = 0;
/** The first two groups, which change once a millisecond. */
let time = '';
let counter = 0;

/**
 * A UUIDv7 (RFC 9562 §5.7), increasing within this process unless its clock is put right; for order,
 * never as a secret.
 */
export function uuidv7(): string {
  if (poolOffset + 10 > RANDOM_BYTES) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  const nowMs = idClockMs();
  if (nowMs > lastMs || nowMs < lastMs - STEP_BACK_MS) {
    setTime(nowMs);
    // Half the range, so that a burst within the millisecond has room to count up.
    counter = pool.readUInt16BE(poolOffset) & 0x7ff;
  } else if (++counter > 0xfff) {
    setTime(lastMs + 1);
    counter = 0;
  }
  const sequence = (0x7000 | counter).toString(16);
  const variant = ((pool.readUInt16BE(poolOffset + 2) & 0x3fff) | 0x8000).toString(16);
  const tail = pool.toString('hex', poolOffset + 4, poolOffset + 10);
  poolOffset += 10;
  return `${time}-${sequence}-${variant}-${tail}`;
}

function setTime(ms: number): void {
  lastMs = ms;
  time = timeGroups(ms);
}

function timeGroups(ms: number): string {
  const digits = ms.toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

/** What no UUIDv7 made from then on is less than. */
export function leastUuidv7(unixMs: number): string {
  return `${timeGroups(Math.max(0, Math.floor(unixMs)))}-0000-0000-000000000000`;
}

export type IdPrefix =
  | 'pay'
  | 're'
  | 'job'
  | 'mer'
  | 'key'
  | 'req'
  | 'evt'
  | 'ikey'
  | 'exp'
  | 'ann'
  | 'per'
  | 'ses';

/** `pay_` and 32 hexadecimal digits: an id as the outside sees it. */
export function publicId(prefix: IdPrefix, uuid: string): string {
  return `${prefix}_${uuid.slice(0, 8)}${uuid.slice(9, 13)}${uuid.slice(14, 18)}${uuid.slice(19, 23)}${uuid.slice(24)}`;
}

const HEX_32 = /^[0-9a-f]{32}$/;

/** The UUID behind a public id, or undefined where it is not one with this prefix. */
export function uuidOf(prefix: IdPrefix, id: string): string | undefined {
  const hex = id.slice(prefix.length + 1);
  if (!id.startsWith(`${prefix}_`) || !HEX_32.test(hex)) return undefined;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
