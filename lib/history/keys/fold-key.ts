import { hash } from 'node:crypto';
import type { LogEvent } from '@/lib/ledger/log-event';
import { keyId } from './key-id';

/** Where attempts came from; those of one source are counted together. */
export interface KeySource {
  readonly client_id: string | null;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly attempts: number;
}

export interface KeySources {
  /** The first ones, in the order they were seen. */
  readonly kept: readonly KeySource[];
  /** Hashes of the others: enough to count each once. */
  readonly further: readonly string[];
}

/** What one execution left under a key. */
interface Generation {
  /** From 1; 0 where nothing is stored under the key yet. */
  readonly generation: number;
  readonly executedSeq: number | null;
  readonly executedAt: string | null;
  readonly policyVersion: number | null;
  readonly operation: string | null;
  /** SHA-256, hexadecimal. */
  readonly fingerprint: string | null;
  readonly resource: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly httpStatus: number | null;
}

interface Counts {
  readonly attempts: number;
  readonly replays: number;
  readonly conflicts: number;
}

/** A generation that a later one has followed, with the key's counts when it ended. */
export interface EndedGeneration extends Generation, Counts {}

/** A key as the log tells of it so far. Times are RFC 3339, microseconds. */
export interface KeyState extends Generation, Counts {
  readonly merchantId: string;
  readonly keyId: string;
  readonly idempotencyKey: string;
  readonly firstSeq: number;
  readonly firstAt: string;
  readonly lastSeq: number;
  readonly lastAt: string;
  readonly customerReference: string | null;
  readonly orderReference: string | null;
  readonly providerReference: string | null;
  readonly last4: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly inProgressConflicts: number;
  readonly refusals: number;
  readonly undelivered: number;
  readonly sources: KeySources;
  /** Ended since this state was loaded; to be stored. */
  readonly ended: readonly EndedGeneration[];
}

export const SOURCES_KEPT = 16;
/** Past these the count of sources stands still, so that an attacker cannot grow the row. */
export const SOURCES_FURTHER = 240;

type Draft = { -readonly [Name in keyof KeyState]: KeyState[Name] };

/** The key's state after an event that names it; `state` is undefined before the first one. */
export function foldKey(state: KeyState | undefined, event: LogEvent): KeyState {
  const next: Draft = state ? { ...state } : unseen(event);
  next.lastSeq = event.seq;
  next.lastAt = event.occurredAt;
  if (event.outcome === 'response_undelivered') {
    next.undelivered += 1;
    return next;
  }
  if (event.outcome === 'executed' || event.outcome === 'reused_after_expiry') {
    if (next.executedSeq !== null) next.ended = [...next.ended, endedGeneration(next)];
    Object.assign(next, executed(next.generation, event));
  } else if (event.outcome === 'replayed') {
    next.replays += 1;
  } else if (event.outcome === 'payload_conflict') {
    next.conflicts += 1;
  } else if (event.outcome === 'in_progress_conflict') {
    next.inProgressConflicts += 1;
  } else {
    next.refusals += 1;
  }
  next.attempts += 1;
  next.sources = withSource(next.sources, event);
  return next;
}

function unseen(event: LogEvent): Draft {
  const idempotencyKey = event.idempotencyKey ?? '';
  return {
    merchantId: event.merchantId,
    keyId: keyId(event.merchantId, idempotencyKey),
    idempotencyKey,
    firstSeq: event.seq,
    firstAt: event.occurredAt,
    lastSeq: event.seq,
    lastAt: event.occurredAt,
    generation: 0,
    executedSeq: null,
    executedAt: null,
    policyVersion: null,
    fingerprint: null,
    resource: null,
    httpStatus: null,
    ...facts(event),
    attempts: 0,
    replays: 0,
    conflicts: 0,
    inProgressConflicts: 0,
    refusals: 0,
    undelivered: 0,
    sources: { kept: [], further: [] },
    ended: [],
  };
}

function facts(event: LogEvent) {
  return {
    operation: event.operation,
    amount: event.amount,
    currency: event.currency,
    customerReference: event.customerReference,
    orderReference: event.orderReference,
    providerReference: event.providerReference,
    last4: event.last4,
    metadata: event.metadata,
  };
}

function executed(generation: number, event: LogEvent) {
  return {
    ...facts(event),
    // Observed services do not number theirs, and what was forgotten is numbered from 1 again; a
    // second execution is a generation all the same.
    generation: Math.max(event.generation ?? 0, generation + 1),
    executedSeq: event.seq,
    executedAt: event.occurredAt,
    policyVersion: policyVersionOf(event),
    fingerprint: event.fingerprint,
    resource: event.resource,
    httpStatus: event.httpStatus,
  };
}

const INTEGER_MAX = 2 ** 31 - 1;

/** Whatever a record holds, the log goes on: what is no version is none. */
function policyVersionOf({ detail }: LogEvent): number | null {
  const { policy_version: version } = detail;
  const valid = Number.isInteger(version) && Number(version) >= 0 && Number(version) <= INTEGER_MAX;
  return valid ? Number(version) : null;
}

function endedGeneration(state: KeyState): EndedGeneration {
  return {
    generation: state.generation,
    executedSeq: state.executedSeq,
    executedAt: state.executedAt,
    policyVersion: state.policyVersion,
    operation: state.operation,
    fingerprint: state.fingerprint,
    resource: state.resource,
    amount: state.amount,
    currency: state.currency,
    httpStatus: state.httpStatus,
    attempts: state.attempts,
    replays: state.replays,
    conflicts: state.conflicts,
  };
}

function withSource(sources: KeySources, event: LogEvent): KeySources {
  const { kept, further } = sources;
  const { client, ip, userAgent } = event;
  const index = kept.findIndex(
    (known) => known.client_id === client && known.ip === ip && known.user_agent === userAgent,
  );
  const known = kept[index];
  if (known) return { kept: kept.with(index, { ...known, attempts: known.attempts + 1 }), further };
  if (kept.length < SOURCES_KEPT) {
    const source = { client_id: client, ip, user_agent: userAgent, attempts: 1 };
    return { kept: [...kept, source], further };
  }
  if (further.length >= SOURCES_FURTHER) return sources;
  const name = hash('sha256', JSON.stringify([client, ip, userAgent]), 'hex').slice(0, 16);
  return further.includes(name) ? sources : { kept, further: [...further, name] };
}
