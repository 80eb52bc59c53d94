import type { z } from 'zod';
import type { Pool } from '@/lib/database/connection';
import { accessQuery, eventsQuery, keysQuery } from '@/lib/history/contract';
import { findKeyText } from '@/lib/history/keys/detail/find-key-text';
import { invalidRequest } from '@/lib/http/problem';
import { publicId } from '@/lib/http/uuid';
import { validate } from '@/lib/http/validate';
import { paymentsQuery } from '@/lib/operations/reading/contract';
import { findArchived } from './archived';
import type { ExportInput } from './contract';
import { type ExportKind, isOfRecords } from './job';
import { type StatedFilter, stated } from './stated-filter';

const QUERIES = {
  events: eventsQuery,
  access: accessQuery,
  payments: paymentsQuery,
  keys: keysQuery,
} as const satisfies Record<ExportKind, z.ZodType>;

/** Parameters that shape a page and choose nothing. */
const PAGING = ['limit', 'cursor'];

/**
 * The filter of an export as its manifest states it, read by the schema of the list of its kind.
 * Throws the problem `invalid-request` with pointers below /filter.
 */
export async function readFilter(
  pool: Pool,
  merchantId: string,
  kind: ExportKind,
  given: ExportInput['filter'],
): Promise<StatedFilter> {
  const paging = PAGING.find((name) => Object.hasOwn(given, name));
  if (paging !== undefined) {
    throw invalidRequest({ pointer: `/filter/${paging}`, detail: 'is not part of a filter' });
  }
  const read = validate<z.ZodType<Record<string, unknown>>>(
    QUERIES[kind],
    asParameters(given),
    '/filter',
  );
  if (!read.ok) throw read.problem;
  const { limit: _limit, cursor: _cursor, ...filter } = read.value;
  const asked = withPublicIds(kind, filter);
  if (!isOfRecords({ kind })) return stated(asked);
  const kept = await withoutArchived(pool, merchantId, asked);
  if (kind === 'access') return stated({ ...kept, kind: 'system' });
  if (asked.kind === 'system') {
    throw invalidRequest({
      pointer: '/filter/kind',
      detail: 'must be attempt: system events are exported with the kind access',
    });
  }
  return stated({ ...(await withKey(pool, merchantId, kept)), kind: 'attempt' });
}

/** Records that are in the archive only are left out, which the filter then states. */
async function withoutArchived(
  pool: Pool,
  merchantId: string,
  { after_seq, ...filter }: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const archived = await findArchived(pool, merchantId);
  if (archived === undefined) return { ...filter, after_seq };
  if (typeof after_seq === 'number' && after_seq < archived.lastSeq) {
    const detail = `must be at least ${archived.lastSeq}: the archive has the records up to ${archived.lastSeq}`;
    throw invalidRequest({ pointer: '/filter/after_seq', detail });
  }
  return { ...filter, after_seq: after_seq ?? archived.lastSeq };
}

const METADATA = /^metadata\[(.{1,255})\]$/s;

/** As a query would bring it: texts, and `metadata[k]` as a member of `metadata`. */
function asParameters(given: ExportInput['filter']): Record<string, unknown> {
  // Without a prototype, so that `__proto__` is a name like any other.
  const parameters: Record<string, unknown> = Object.create(null);
  const metadata: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    const member = METADATA.exec(name)?.[1];
    if (member !== undefined) metadata[member] = value;
    else parameters[name] = typeof value === 'number' ? String(value) : value;
  }
  if (Object.keys(metadata).length > 0) {
    parameters.metadata = { ...Object(parameters.metadata), ...metadata };
  }
  return parameters;
}

/** Ids as the outside sees them: that is how the log has them. */
function withPublicIds(
  kind: ExportKind,
  filter: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { request_id, client_id } = filter;
  return {
    ...filter,
    ...(typeof request_id === 'string' && { request_id: publicId('req', request_id) }),
    ...(kind === 'payments' &&
      typeof client_id === 'string' && { client_id: publicId('key', client_id) }),
  };
}

/** The key itself instead of its id: records have no other name for it. */
async function withKey(
  pool: Pool,
  merchantId: string,
  { key_id, ...filter }: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (typeof key_id !== 'string') return filter;
  const key = await findKeyText(pool, merchantId, key_id);
  if (key === undefined || (filter.key !== undefined && filter.key !== key)) {
    throw invalidRequest({ pointer: '/filter/key_id', detail: 'is no key of this merchant' });
  }
  return { ...filter, key };
}
