import canonicalize from 'canonicalize';
import { publicId } from '@/lib/http/uuid';
import type { LogEvent } from './log-event';

/** A row of the outbox, as it was written with its effect. */
export interface OutboxEvent {
  readonly merchantId: string;
  readonly eventId: string;
  /** RFC 3339, UTC, microseconds. */
  readonly occurredAt: string;
  readonly outcome: string;
  readonly generation: number | null;
  /** JSON text. */
  readonly record: string;
}

/** An event of the log, with the RFC 8785 texts of its JSON columns. */
export interface MappedEvent {
  readonly event: LogEvent;
  readonly detailText: string;
  readonly metadataText: string | null;
}

/** What the tail decides about an event. */
export interface Place {
  readonly seq: number;
  readonly recordedAt: string;
}

type Members = Readonly<Record<string, unknown>>;

/** Members of the record that have a column of their own; all others are the event's detail. */
const COLUMN_MEMBERS: ReadonlySet<string> = new Set([
  'kind',
  'source',
  'operation',
  'idempotency_key',
  'http_status',
  'fingerprint',
  'resource_id',
  'amount',
  'currency',
  'customer_reference',
  'order_reference',
  'provider_reference',
  'last4',
  'metadata',
  'client_id',
  'ip',
  'user_agent',
  'request_id',
  'latency_ms',
  'actor',
  'actor_role',
  'action',
  'subject_type',
  'subject_id',
  'reason',
]);

/** UTF-16 units; what is longer does not fit into an index entry (2,704 bytes). */
const TEXT_MAX = 800;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const SHA256 = /^[0-9a-f]{64}$/i;
/** What PostgreSQL's text has no place for. */
const NOT_TEXT = /[\0\p{Surrogate}]/u;

/**
 * Makes the log's event of an outbox row. A member that its column cannot take stands in
 * `detail.unmapped` under its name, and a record that cannot be read at all in
 * `detail.unmapped_record` as text: whatever an outbox row holds, the log has it.
 */
export function mapRecord(row: OutboxEvent, place: Place): MappedEvent {
  try {
    const record: unknown = JSON.parse(row.record);
    if (isMembers(record)) return mapMembers(row, record, place);
  } catch {
    // Not JSON, or JSON that has no canonical form (lone surrogates, 1e999).
  }
  return mapUnread(row, place);
}

/** The event of a row whose record is kept as text only. */
export function mapUnread(row: OutboxEvent, place: Place): MappedEvent {
  const members = { unmapped_record: row.record };
  return mapMembers(row, members, place);
}

function mapMembers(row: OutboxEvent, record: Members, place: Place): MappedEvent {
  const reader = new ColumnReader(record);
  const columns = {
    merchantId: row.merchantId,
    seq: place.seq,
    recordedAt: place.recordedAt,
    eventId: row.eventId,
    occurredAt: row.occurredAt,
    kind: reader.oneOf('kind', ['attempt', 'system'] as const),
    source: reader.oneOf('source', ['ingest', 'gateway', 'observed'] as const),
    outcome: row.outcome.slice(0, TEXT_MAX),
    operation: reader.text('operation'),
    idempotencyKey: reader.text('idempotency_key'),
    generation: row.generation,
    httpStatus: reader.integer('http_status', 32_767),
    fingerprint: reader.matching('fingerprint', SHA256),
    resource: reader.text('resource_id'),
    amount: reader.integer('amount', Number.MAX_SAFE_INTEGER),
    currency: reader.text('currency'),
    customerReference: reader.text('customer_reference'),
    orderReference: reader.text('order_reference'),
    providerReference: reader.text('provider_reference'),
    last4: reader.text('last4'),
    metadata: reader.strings('metadata'),
    client: clientOf(reader.text('client_id'), record.source),
    ip: reader.text('ip'),
    userAgent: reader.text('user_agent'),
    requestId: reader.matching('request_id', UUID),
    latencyUs: reader.microseconds('latency_ms'),
    actor: reader.text('actor'),
    actorRole: reader.text('actor_role'),
    action: reader.text('action'),
    subjectType: reader.text('subject_type'),
    subject: reader.text('subject_id'),
    reason: reader.text('reason'),
  };
  const detail = detailOf(record, reader.misfits);
  const { metadata } = columns;
  return {
    event: { ...columns, detail },
    detailText: canonicalText(detail),
    metadataText: metadata && canonicalText(metadata),
  };
}

/** Reads members into columns and keeps those that do not fit. An empty text is no text. */
class ColumnReader {
  readonly #record: Members;
  misfits: [name: string, value: unknown][] | undefined;

  constructor(record: Members) {
    this.#record = record;
  }

  text(name: string): string | null {
    const value = this.#record[name];
    if (value === undefined || value === null || value === '') return null;
    return fits(value) ? value : this.#misfit(name, value);
  }

  /** Lower case, as PostgreSQL gives such values back. */
  matching(name: string, pattern: RegExp): string | null {
    const value = this.text(name);
    if (value === null) return null;
    return pattern.test(value) ? value.toLowerCase() : this.#misfit(name, value);
  }

  oneOf<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice {
    const value = this.text(name);
    const found = choices.find((choice) => choice === value);
    if (found === undefined && value !== null) this.#misfit(name, value);
    return found ?? choices[0];
  }

  integer(name: string, max: number): number | null {
    const value = this.#record[name];
    if (value === undefined || value === null) return null;
    const whole = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= max;
    return whole ? value + 0 : this.#misfit(name, value);
  }

  microseconds(name: string): number | null {
    const value = this.#record[name];
    if (value === undefined || value === null) return null;
    const us = typeof value === 'number' ? Math.round(value * 1000) : Number.NaN;
    return Number.isSafeInteger(us) && us >= 0 ? us : this.#misfit(name, value);
  }

  strings(name: string): Readonly<Record<string, string>> | null {
    const value = this.#record[name];
    if (value === undefined || value === null) return null;
    return isStrings(value) ? value : this.#misfit(name, value);
  }

  #misfit(name: string, value: unknown): null {
    this.misfits ??= [];
    this.misfits.push([name, value]);
    return null;
  }
}

function detailOf(record: Members, misfits: ColumnReader['misfits']): Record<string, unknown> {
  const members = Object.entries(record).filter(([name]) => !COLUMN_MEMBERS.has(name));
  if (misfits !== undefined) members.push(['unmapped', Object.fromEntries(misfits)]);
  // fromEntries makes even of "__proto__" a member like any other.
  const detail = Object.fromEntries(members);
  const first = detail.first_request_id;
  if (typeof first === 'string' && UUID.test(first)) {
    detail.first_request_id = publicId('req', first.toLowerCase());
  }
  return detail;
}

/** An API key's UUID as its public id; observed events name clients as they like. */
function clientOf(client: string | null, source: unknown): string | null {
  const isOurs = client !== null && source !== 'observed' && UUID.test(client);
  return isOurs ? publicId('key', client.toLowerCase()) : client;
}

function fits(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TEXT_MAX && !NOT_TEXT.test(value);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is Record<string, string> {
  return isMembers(value) && Object.values(value).every((each) => typeof each === 'string');
}

/** Throws where a text or a number has no canonical form. */
function canonicalText(value: object): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('has no canonical form');
  return text;
}
