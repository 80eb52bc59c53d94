import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { publicId } from '@/lib/http/uuid';
import type { LogEvent } from './log-event';

/**
 * The leaf of an event: SHA-256 of 0x00 and the RFC 8785 text of its record,
 *
 *   {"columns":{name:commitment,…},"id":"evt_…","merchant":"mer_…","recorded_at":…,"seq":…,"v":1}
 *
 * A column that is null is left out. A commitment is base64url(SHA-256(salt ":" name ":" value)),
 * value in RFC 8785 form, so that an export opens some columns (salt and value) and keeps others
 * closed. The salt of the column at position i of its list (SEALED or PERSONAL) is the half i mod 2,
 * 32 hexadecimal digits, of hex(SHA-256(seed ":" floor(i / 2))), where seed is the event's sealed or
 * personal salt in hexadecimal: two columns' salts from one hash, and none tells of another.
 */
type Column = readonly [name: string, value: (event: LogEvent) => unknown];

const SEALED_COLUMNS: readonly Column[] = [
  ['action', (event) => event.action],
  ['actor', (event) => event.actor],
  ['actor_role', (event) => event.actorRole],
  ['amount', (event) => event.amount],
  ['client_id', (event) => event.client],
  ['currency', (event) => event.currency],
  ['detail', (event) => event.detail],
  ['fingerprint', (event) => event.fingerprint],
  ['generation', (event) => event.generation],
  ['http_status', (event) => event.httpStatus],
  ['idempotency_key', (event) => event.idempotencyKey],
  ['kind', (event) => event.kind],
  ['latency_us', (event) => event.latencyUs],
  ['occurred_at', (event) => event.occurredAt],
  ['operation', (event) => event.operation],
  ['order_reference', (event) => event.orderReference],
  ['outcome', (event) => event.outcome],
  ['provider_reference', (event) => event.providerReference],
  ['reason', (event) => event.reason],
  ['request_id', (event) => event.requestId && publicId('req', event.requestId)],
  ['resource_id', (event) => event.resource],
  ['source', (event) => event.source],
  ['subject_id', (event) => event.subject],
  ['subject_type', (event) => event.subjectType],
];
/** Erased with the customer, their salt too: then nothing can be guessed from the commitments. */
const PERSONAL_COLUMNS: readonly Column[] = [
  ['customer_reference', (event) => event.customerReference],
  ['ip', (event) => event.ip],
  ['last4', (event) => event.last4],
  ['metadata', (event) => event.metadata],
  ['user_agent', (event) => event.userAgent],
];

export interface Salts {
  /** 16 random bytes, hexadecimal. */
  readonly sealed: string;
  /** The same; null once the personal columns are erased. */
  readonly personal: string | null;
}

/** A column of an event opened: with these anybody can make its commitment. */
export interface Opening {
  readonly salt: string;
  readonly value: unknown;
}

/** RFC 8785 texts of columns, where the caller has them already. */
type KnownTexts = Readonly<Partial<Record<string, string | null>>>;

/** A column in the order of all names, with its place in the list that its salt comes from. */
interface Placed {
  readonly name: string;
  readonly value: (event: LogEvent) => unknown;
  readonly seedOf: keyof Salts;
  /** Which hash of the seed the salt stands in, and where. */
  readonly block: number;
  readonly start: number;
}

const SALT_DIGITS = 32;

const COLUMNS: readonly Placed[] = [
  ...placed(SEALED_COLUMNS, 'sealed'),
  ...placed(PERSONAL_COLUMNS, 'personal'),
].sort((a, b) => (a.name < b.name ? -1 : 1));

function placed(columns: readonly Column[], seedOf: keyof Salts): Placed[] {
  return columns.map(([name, value], position) => {
    const start = (position % 2) * SALT_DIGITS;
    return { name, value, seedOf, block: Math.floor(position / 2), start };
  });
}

/** Gives the salts of an event's columns, which are asked for in the order of their lists. */
class SaltBlocks {
  readonly #seed: string;
  #block = -1;
  #digits = '';

  constructor(seed: string) {
    this.#seed = seed;
  }

  salt({ block, start }: Placed): string {
    // Two columns that follow each other share a hash.
    if (this.#block !== block) {
      this.#block = block;
      this.#digits = hash('sha256', `${this.#seed}:${block}`, 'hex');
    }
    return this.#digits.slice(start, start + SALT_DIGITS);
  }
}

/** The columns of an event that are not null and not erased, by name. */
export function openings(event: LogEvent, salts: Salts): Record<string, Opening> {
  const opened: Record<string, Opening> = {};
  const blocks = saltBlocks(salts);
  for (const column of COLUMNS) {
    const value = column.value(event);
    const from = blocks[column.seedOf];
    if (from === null || value === null || value === undefined) continue;
    opened[column.name] = { salt: from.salt(column), value };
  }
  return opened;
}

function saltBlocks({ sealed, personal }: Salts) {
  return {
    sealed: new SaltBlocks(sealed),
    personal: personal === null ? null : new SaltBlocks(personal),
  };
}

/**
 * The event's record, RFC 8785 text. `erased` holds the commitments of columns that are gone, as
 * they were when the event was sealed.
 */
export function leafRecord(
  event: LogEvent,
  salts: Salts,
  erased: Readonly<Record<string, string>> = {},
  texts: KnownTexts = {},
): string {
  const blocks = saltBlocks(salts);
  let members = '';
  // Sealing does this for every event: nothing is made on the way that need not be.
  for (const column of COLUMNS) {
    const { name } = column;
    const value = column.value(event);
    const from = blocks[column.seedOf];
    let committed: string | undefined;
    if (from === null || value === null || value === undefined) {
      committed = erased[name];
      if (committed === undefined) continue;
    } else {
      const text = texts[name] ?? textOf(value);
      committed = commitment(from.salt(column), name, text);
    }
    members += `${members === '' ? '' : ','}"${name}":"${committed}"`;
  }
  const id = publicId('evt', event.eventId);
  const merchant = publicId('mer', event.merchantId);
  return `{"columns":{${members}},"id":"${id}","merchant":"${merchant}","recorded_at":"${event.recordedAt}","seq":${event.seq},"v":1}`;
}

/** The commitments of an event's personal columns: all that is left of them once they are erased. */
export function personalCommitments(event: LogEvent, salts: Salts): Record<string, string> {
  const opened = Object.entries(openings(event, salts));
  const personal = opened.filter(([name]) => PERSONAL_COLUMNS.some(([known]) => known === name));
  return Object.fromEntries(
    personal.map(([name, { salt, value }]) => [name, commitment(salt, name, textOf(value))]),
  );
}

function commitment(salt: string, name: string, text: string | undefined): string {
  return hash('sha256', `${salt}:${name}:${text}`, 'base64url');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'object' ? canonicalize(value) : JSON.stringify(value);
}

/** Hexadecimal. RFC 6962 §2.1: leaves and nodes hash apart. */
export function leafHash(record: string): string {
  return hash('sha256', `\0${record}`, 'hex');
}
