import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { leafHash, leafRecord, type Salts } from '@/lib/ledger/leaf';
import type { LogEvent } from '@/lib/ledger/log-event';

/** A made-up event with its salts. */
export interface SaltedEvent {
  readonly event: LogEvent;
  readonly salts: Salts;
  readonly erased: Readonly<Record<string, string>>;
}

/** Reproducible numbers from 0 up to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const MERCHANT_ID = '019a9d1b-0c35-72f1-8d1e-4b6a90c27f53';
/** Texts that a spreadsheet, a CSV reader or a JSON writer may stumble over. */
export const HOSTILE_TEXTS = [
  '=1+1',
  '+cmd|calc',
  '-2',
  '@SUM(A1)',
  '\tx',
  '\rx',
  '\nx',
  'a,b',
  'say "hi"',
  'two\r\nlines',
  "'quoted",
  'ünïcode €𝄞',
  '\\.',
  '',
  ' lead',
  'back\\slash',
  '\u2028',
  '\u007f\u0001',
];

/** One event; `random` decides what it is like. */
function generatedEvent(seq: number, random: () => number): SaltedEvent {
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value;
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const uuid = () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;
  const system = random() < 0.1;
  const at = new Date(Date.UTC(2026, 10, 1) + seq * 1000).toISOString().replace('Z', '123Z');
  const maybe = <Value>(value: Value): Value | null => (random() < 0.3 ? null : value);
  const attempt = !system;
  const event: LogEvent = {
    merchantId: MERCHANT_ID,
    seq,
    recordedAt: at,
    eventId: uuid(),
    occurredAt: at.replace('123Z', '045Z'),
    kind: system ? 'system' : 'attempt',
    source: 'ingest',
    outcome: system ? 'api_key.created' : pick(['executed', 'replayed', 'payload_conflict']),
    operation: attempt ? 'payments' : null,
    idempotencyKey: attempt ? `key-${hex(12)}` : null,
    generation: attempt ? 1 : null,
    httpStatus: attempt ? pick([201, 422]) : null,
    fingerprint: attempt ? hex(64) : null,
    resource: attempt ? `pay_${hex(32)}` : null,
    amount: attempt ? Math.ceil(random() * 1e6) : null,
    currency: attempt ? pick(['EUR', 'USD', 'JPY']) : null,
    customerReference: attempt ? pick(['cus_1', 'cus_2', ...HOSTILE_TEXTS]) : null,
    orderReference: attempt ? maybe(pick(HOSTILE_TEXTS)) : null,
    providerReference: null,
    last4: attempt ? maybe('4242') : null,
    metadata: attempt ? maybe({ a: '1', b: pick(HOSTILE_TEXTS) }) : null,
    client: attempt ? `key_${hex(32)}` : null,
    ip: '192.0.2.7',
    userAgent: maybe(pick(['curl/8', ...HOSTILE_TEXTS])),
    requestId: attempt ? uuid() : null,
    latencyUs: attempt ? Math.floor(random() * 1e5) : null,
    actor: system ? 'usr_1' : null,
    actorRole: system ? 'admin' : null,
    action: system ? 'api_key.created' : null,
    subjectType: system ? 'api_key' : null,
    subject: system ? 'key_1' : null,
    reason: system ? pick(HOSTILE_TEXTS) : null,
    // Mostly in the order of RFC 8785, as the log keeps it.
    detail:
      seq % 20 === 0
        ? { policy_version: 1, nested: [1, { z: null, a: 'é' }] }
        : { nested: [1, { a: 'é', z: null }], policy_version: 1 },
  };
  return { event, salts: { sealed: hex(32), personal: hex(32) }, erased: {} };
}

export function generatedLog(count: number, seed: number): SaltedEvent[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => generatedEvent(index + 1, random));
}

export function recordOf({ event, salts, erased }: SaltedEvent): string {
  return leafRecord(event, salts, erased);
}

/** RFC 6962 §2.1, by its recursive definition: slow, and nothing shared with what it tests. */
export function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest();
  const [only] = leaves;
  if (leaves.length === 1 && only) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(naiveRoot(leaves.slice(0, split)))
    .update(naiveRoot(leaves.slice(split)))
    .digest();
}

export function leafOf(salted: SaltedEvent): Buffer {
  return Buffer.from(leafHash(recordOf(salted)), 'hex');
}

/** The perfect subtrees left and right of leaves `begin` to `end`, base64. */
export function naiveRangeProof(leaves: readonly Buffer[], begin: number, end: number): string[] {
  const cover = (from: number, to: number): string[] => {
    if (from >= to) return [];
    let width = 1;
    while (from % (width * 2) === 0 && from + width * 2 <= to) width *= 2;
    const root = naiveRoot(leaves.slice(from, from + width));
    return [root.toString('base64'), ...cover(from + width, to)];
  };
  return [...cover(0, begin), ...cover(end, leaves.length)];
}

/** A signer of notes and manifests, with a key of its own. */
export class TestSigner {
  readonly name: string;
  readonly #key: KeyObject;
  readonly publicKey: Buffer;

  constructor(name = 'onceover.test/log') {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.name = name;
    this.#key = privateKey;
    this.publicKey = publicKey.export({ format: 'der', type: 'spki' }).subarray(12);
  }

  /** C2SP signed-note. */
  get verifierKey(): string {
    const encoded = Buffer.concat([Buffer.of(1), this.publicKey]).toString('base64');
    return `${this.name}+${this.#hash().toString('hex')}+${encoded}`;
  }

  sign(message: string | Buffer): Buffer {
    return sign(null, Buffer.from(message), this.#key);
  }

  note(text: string): string {
    const signature = Buffer.concat([this.#hash(), this.sign(text)]).toString('base64');
    return `${text}\n— ${this.name} ${signature}\n`;
  }

  checkpoint(origin: string, size: number, root: Buffer): string {
    return this.note(`${origin}\n${size}\n${root.toString('base64')}\n`);
  }

  #hash(): Buffer {
    return createHash('sha256')
      .update(`${this.name}\n`)
      .update(Buffer.of(1))
      .update(this.publicKey)
      .digest()
      .subarray(0, 4);
  }
}

export function newSeed(): number {
  return randomBytes(4).readUInt32LE();
}
