import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { publicId } from '@/lib/http/uuid';
import type { ObservationInput } from './contract';

/** An observation as it goes into the outbox. */
export interface ObservationRow {
  /** SHA-256 of merchant and id, hexadecimal: what deduplicates. */
  readonly idHash: string;
  /** A UUIDv8 (RFC 9562 §5.8) of the same: whoever knows the observation's id can name its event. */
  readonly eventId: string;
  /** RFC 3339. */
  readonly occurredAt: string;
  readonly outcome: string;
  /** JSON text, with the members of every attempt's record (lib/ledger/event-record.ts). */
  readonly record: string;
}

/** Who sent the report. */
export interface Reporter {
  readonly merchantId: string;
  /** UUID of the API key. */
  readonly apiKeyId: string;
  /** UUID of the request that brought it. */
  readonly requestId: string;
}

/** The event of an observation. A body is kept as its fingerprint alone: SHA-256 of its RFC 8785. */
export function observationRow(input: ObservationInput, reporter: Reporter): ObservationRow {
  const { id, occurred_at, outcome, body, ...rest } = input;
  const idHash = hash('sha256', `observation\n${reporter.merchantId}\n${id}`, 'hex');
  const record = {
    kind: 'attempt',
    source: 'observed',
    request_id: reporter.requestId,
    ...rest,
    fingerprint: (body ?? null) === null ? rest.fingerprint : fingerprintOf(body),
    observation_id: id,
    reported_by: publicId('key', reporter.apiKeyId),
  };
  return {
    idHash,
    eventId: uuidOfHash(idHash),
    occurredAt: occurred_at,
    outcome,
    record: JSON.stringify(record),
  };
}

function fingerprintOf(body: unknown): string {
  return hash('sha256', canonicalize(body) ?? '', 'hex');
}

function uuidOfHash(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
