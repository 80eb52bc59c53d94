import type { Principal } from '@/lib/access/principal';
import type { ApiRequest, ApiResponse } from '@/lib/http/api-message';
import { uuidOf } from '@/lib/http/uuid';
import { callerRecord } from '@/lib/ledger/event-record';
import type { Runtime } from '@/lib/server/runtime';
import { actorOf } from './actor';
import { parseQuery } from './query';
import { callerOf } from './refusals';

/**
 * What a successful answer of a route leaves in the log: a system event that says who read what.
 * Changes declare nothing here: they write their event in their own transaction
 * (recordSystemEvent). A route takes one line:
 *
 *   audit: reads('payment'),        payment.read, of the path's last {…}
 *   audit: searches('payments'),    payments.searched, where the list is filtered or paged through
 *   audit: { action: 'export.downloaded', subjectType: 'export' },
 *
 * Whom it is about goes along: the customer searched for, else the answer's own top-level
 * `customer_reference`, else what the handler puts into its ApiResponse as `customerReference`. A
 * `reason` in the query or the body goes along too.
 */
export interface Audit {
  readonly action: `${string}.${string}`;
  readonly subjectType: string;
  /** A list: its plain first page is no search, nor is following the log (`after_seq`). */
  readonly search?: boolean;
}

export function reads(subjectType: string): Audit {
  return { action: `${subjectType}.read`, subjectType };
}

export function searches(subjectType: string): Audit {
  return { action: `${subjectType}.searched`, subjectType, search: true };
}

/** Parameters that shape an answer and choose nothing. */
const NO_FILTERS: ReadonlySet<string> = new Set([
  'limit',
  'time',
  'step',
  'by',
  'reason',
  'merchant',
]);
/** What may name a person is kept in erasable columns of the event, or only by its name. */
const ERASABLE = ['last4', 'metadata'] as const;
const NAMED_ONLY: ReadonlySet<string> = new Set(['ip', 'user_agent']);
const PUBLIC_ID = /^[a-z]{2,5}_[0-9a-f]{32}$/;

interface Answered {
  readonly request: ApiRequest;
  readonly principal: Principal;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly response: ApiResponse;
}

/**
 * Writes what `audit` asks for, after the answer and without holding it up: the same read again
 * and again has an event each for its first 20 in a minute, and is then counted in one.
 */
export function recordRead(runtime: Runtime, audit: Audit, answered: Answered): void {
  const { request, principal, params, response } = answered;
  if (response.status >= 400) return;
  const sent = parseQuery(request.query);
  const searched = filterOf(sent);
  if (audit.search && searched === undefined) return;
  const { filter, customer_reference, ...erasable } = searched ?? {};
  const subject = Object.values(params).at(-1) ?? null;
  const caller = callerOf(request, principal);
  const { actor, actorRole } = actorOf(principal);
  const record = {
    ...callerRecord(caller),
    ...(principal.person && { client_id: null }),
    kind: 'system',
    actor,
    actor_role: actorRole,
    action: audit.action,
    subject_type: audit.subjectType,
    subject_id: subject,
    reason: textMember(answered.body, 'reason') ?? textMember(sent, 'reason') ?? null,
    http_status: response.status,
    customer_reference: customer_reference ?? (audit.search ? undefined : customerOf(response)),
    ...erasable,
    filter,
  };
  const about = JSON.stringify([audit.action, subject, customer_reference, erasable, filter]);
  runtime.journal.record({
    merchantId: streamOf(audit, subject) ?? principal.merchantId,
    eventId: request.requestId,
    outcome: audit.action,
    floodSource: `${principal.clientId} ${about}`,
    record,
  });
}

/** What a merchant's own key reads, and what an operator reads of it, stands in its stream. */
function streamOf({ subjectType }: Audit, subject: string | null): string | undefined {
  return subjectType === 'merchant' && subject !== null ? uuidOf('mer', subject) : undefined;
}

/** The filter as the event keeps it; undefined where nothing was searched for. */
function filterOf(sent: Readonly<Record<string, unknown>>) {
  if ('after_seq' in sent) return undefined;
  const names = Object.keys(sent).filter((name) => !NO_FILTERS.has(name));
  if (names.length === 0) return undefined;
  const kept: Record<string, unknown> = {};
  const filter: Record<string, unknown> = {};
  for (const name of names) {
    const value = sent[name];
    if (name === 'cursor') filter[name] = true;
    else if (name === 'q' && !PUBLIC_ID.test(String(value))) kept.customer_reference = value;
    else if (name === 'customer_reference') kept[name] = value;
    else if (ERASABLE.some((erasable) => erasable === name)) kept[name] = value;
    else filter[name] = NAMED_ONLY.has(name) ? true : value;
  }
  return { ...kept, filter } as {
    customer_reference?: string;
    filter: Record<string, unknown>;
  };
}

function customerOf({ body, headers, customerReference }: ApiResponse): string | undefined {
  if (customerReference !== undefined) return customerReference;
  if (typeof body !== 'string' || headers['content-type'] !== 'application/json') return undefined;
  return textMember(JSON.parse(body), 'customer_reference');
}

function textMember(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = Reflect.get(value, name);
  return typeof member === 'string' ? member : undefined;
}
