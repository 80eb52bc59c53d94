/** An event as the log has it. Times are RFC 3339, UTC, microseconds. */
export interface LogEvent {
  /** UUID; SYSTEM_STREAM for what belongs to no merchant. */
  readonly merchantId: string;
  /** Gap-free from 1 for each merchant. */
  readonly seq: number;
  /** When the log took it, by the database's clock. */
  readonly recordedAt: string;
  readonly eventId: string;
  /** When it happened. */
  readonly occurredAt: string;
  readonly kind: 'attempt' | 'system';
  readonly source: 'ingest' | 'gateway' | 'observed';
  /** Of an attempt; of a system event its action. */
  readonly outcome: string;
  readonly operation: string | null;
  readonly idempotencyKey: string | null;
  readonly generation: number | null;
  readonly httpStatus: number | null;
  /** SHA-256, hexadecimal. */
  readonly fingerprint: string | null;
  /** The public id of what the attempt made: `pay_…`. */
  readonly resource: string | null;
  /** Minor units. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly customerReference: string | null;
  readonly orderReference: string | null;
  readonly providerReference: string | null;
  readonly last4: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** The API key's public id, `key_…`; of observed events whatever they name. */
  readonly client: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** UUID. */
  readonly requestId: string | null;
  readonly latencyUs: number | null;
  readonly actor: string | null;
  readonly actorRole: string | null;
  readonly action: string | null;
  readonly subjectType: string | null;
  readonly subject: string | null;
  readonly reason: string | null;
  /** What has no column: policy_version, changed_pointers, first_request_id, before, after, … */
  readonly detail: Readonly<Record<string, unknown>>;
}
