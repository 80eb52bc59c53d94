import type { LogEvent } from '../log-event';
import type { MappedEvent } from '../map-record';

/** An event with all that its row needs. */
export interface SealedEvent extends MappedEvent {
  /** Hexadecimal, as all of these. */
  readonly leafHash: string;
  readonly sealedSalt: string;
  readonly personalSalt: string;
}

type Cell = string | number | null;
type Column = readonly [name: string, sql: string, value: (sealed: SealedEvent) => Cell];

const of =
  (read: (event: LogEvent) => Cell) =>
  ({ event }: SealedEvent) =>
    read(event);

/** Column of `events`, what makes it of a text, and its value. No value is an empty text. */
const COLUMNS: readonly Column[] = [
  ['merchant_id', '::uuid', of((event) => event.merchantId)],
  ['seq', '::bigint', of((event) => event.seq)],
  ['recorded_at', '::timestamptz', of((event) => event.recordedAt)],
  ['event_id', '::uuid', of((event) => event.eventId)],
  ['occurred_at', '::timestamptz', of((event) => event.occurredAt)],
  ['kind', '', of((event) => event.kind)],
  ['source', '', of((event) => event.source)],
  ['outcome', '', of((event) => event.outcome)],
  ['operation', '', of((event) => event.operation)],
  ['idempotency_key', '', of((event) => event.idempotencyKey)],
  ['generation', '::integer', of((event) => event.generation)],
  ['http_status', '::smallint', of((event) => event.httpStatus)],
  ['fingerprint', '::hex', of((event) => event.fingerprint)],
  ['resource', '', of((event) => event.resource)],
  ['amount', '::bigint', of((event) => event.amount)],
  ['currency', '', of((event) => event.currency)],
  ['customer_reference', '', of((event) => event.customerReference)],
  ['order_reference', '', of((event) => event.orderReference)],
  ['provider_reference', '', of((event) => event.providerReference)],
  ['last4', '', of((event) => event.last4)],
  ['metadata', '::json', (sealed) => sealed.metadataText],
  ['client', '', of((event) => event.client)],
  ['ip', '', of((event) => event.ip)],
  ['user_agent', '', of((event) => event.userAgent)],
  ['request_id', '::uuid', of((event) => event.requestId)],
  ['latency_us', '::bigint', of((event) => event.latencyUs)],
  ['actor', '', of((event) => event.actor)],
  ['actor_role', '', of((event) => event.actorRole)],
  ['action', '', of((event) => event.action)],
  ['subject_type', '', of((event) => event.subjectType)],
  ['subject', '', of((event) => event.subject)],
  ['reason', '', of((event) => event.reason)],
  ['detail', '::json', (sealed) => sealed.detailText],
  ['leaf_hash', '::hex', (sealed) => sealed.leafHash],
  ['sealed_salt', '::hex', (sealed) => sealed.sealedSalt],
  ['personal_salt', '::hex', (sealed) => sealed.personalSalt],
];

/**
 * Many rows, one parameter for each column: its values joined by the separator, which is the first
 * parameter. PostgreSQL's array syntax would escape every quote of every JSON text, on both sides.
 */
export const INSERT_EVENTS = `
INSERT INTO events (${COLUMNS.map(([name]) => name).join(', ')})
SELECT ${COLUMNS.map(([name, sql]) => (sql === '::hex' ? `decode(${name}, 'hex')` : `${name}${sql}`)).join(', ')}
FROM unnest(${COLUMNS.map((_, index) => `string_to_array($${index + 2}, $1, '')`).join(', ')})
  AS e(${COLUMNS.map(([name]) => name).join(', ')})`;

/** The parameters of INSERT_EVENTS. */
export function eventParameters(events: readonly SealedEvent[]): string[] {
  for (let separator = '\x1f'; ; separator += '\x1e') {
    const joined = joinColumns(events, separator);
    // A text that holds the separator would shift its column: another one is tried.
    if (joined !== undefined) return [separator, ...joined];
  }
}

function joinColumns(events: readonly SealedEvent[], separator: string): string[] | undefined {
  const joined: string[] = [];
  for (const [, , value] of COLUMNS) {
    const cells = events.map((event) => value(event) ?? '');
    if (cells.some((cell) => typeof cell === 'string' && cell.includes(separator))) {
      return undefined;
    }
    joined.push(cells.join(separator));
  }
  return joined;
}
