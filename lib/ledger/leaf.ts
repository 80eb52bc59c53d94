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

/** The columns of an event that are not null, by name. */
export function openings(event: LogEvent, salts: Salts): Record<string, Opening> {
  const opened: Record<string, Opening> = {};
  open(opened, SEALED_COLUMNS, event, salts.sealed);
  if (salts.personal !== null) open(opened, PERSONAL_COLUMNS, event, salts.personal);
  return opened;
}

function open(
  opened: Record<string, Opening>,
  columns: readonly Column[],
  event: LogEvent,
  seed: string,
): void {
  let block = -1;
  let salts = '';
  for (const [position, [name, read]] of columns.entries()) {
    const value = read(event);
    if (value === null || value === undefined) continue;
    if (block !== position >> 1) {
      block = position >> 1;
      salts = hash('sha256', `${seed}:${block}`, 'hex');
    }
    const start = (position & 1) * 32;
    opened[name] = { salt: salts.slice(start, start + 32), value };
  }
}

function commitment(name: string, { salt, value }: Opening): string {
  const text = typeof value === 'object' ? canonicalize(value) : JSON.stringify(value);
  return hash('sha256', `${salt}:${name}:${text}`, 'base64url');
}

/**
 * The event's record, RFC 8785 text. `erased` holds the commitments of columns that are gone, as
 * they were when the event was sealed.
 */
export function leafRecord(
  event: LogEvent,
  salts: Salts,
  erased: Readonly<Record<string, string>> = {},
): string {
  const columns: Record<string, string> = { ...erased };
  for (const [name, opening] of Object.entries(openings(event, salts))) {
    columns[name] = commitment(name, opening);
  }
  const members = Object.keys(columns)
    .sort()
    .map((name) => `"${name}":"${columns[name]}"`);
  const id = publicId('evt', event.eventId);
  const merchant = publicId('mer', event.merchantId);
  return `{"columns":{${members.join(',')}},"id":"${id}","merchant":"${merchant}","recorded_at":"${event.recordedAt}","seq":${event.seq},"v":1}`;
}

/** Hexadecimal. RFC 6962 §2.1: leaves and nodes hash apart. */
export function leafHash(record: string): string {
  return hash('sha256', `\0${record}`, 'hex');
}
