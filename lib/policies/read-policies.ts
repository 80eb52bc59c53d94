import type { z } from 'zod';
import type { ApiResponse } from '@/lib/http/api-message';
import {
  type ListReader,
  listName,
  type listQuerySchema,
  pageResponse,
} from '@/lib/http/list-query';
import { notFound } from '@/lib/http/problem';
import { OPERATIONS, type Operation } from '@/lib/idempotency/attempt';
import { presentPolicy } from './present-policy';
import { listVersions } from './store';

type ListQuery = z.output<typeof listQuerySchema>;

/** Throws the problem `not-found` for what is no operation. */
export function policyOperation(name: string | undefined): Operation {
  const operation = OPERATIONS.find((known) => known === name);
  if (!operation) throw notFound(`There are policies for ${OPERATIONS.join(', ')}.`);
  return operation;
}

/** The policy in force for one operation. */
export async function readPolicy(reader: ListReader, merchantId: string, operation: Operation) {
  const [newest] = await listVersions(reader.prisma, merchantId, operation, {
    before: undefined,
    limit: 0,
  });
  return presentPolicy(operation, newest);
}

/** The policies in force, one for each operation. */
export async function readPolicies(
  reader: ListReader,
  merchantId: string,
  query: ListQuery,
): Promise<ApiResponse> {
  const list = listName(merchantId, '/policies', query);
  const after = query.cursor && reader.cursors.verify(list, query.cursor);
  const following = after
    ? OPERATIONS.slice(OPERATIONS.indexOf(policyOperation(after)) + 1)
    : OPERATIONS;
  const rows = await Promise.all(
    following.map((operation) => readPolicy(reader, merchantId, operation)),
  );
  const { limit } = query;
  return pageResponse(
    rows,
    limit,
    reader.cursors,
    list,
    (row) => row.operation,
    (row) => row,
  );
}

/** Every version there has been, newest first. */
export async function readPolicyHistory(
  reader: ListReader,
  merchantId: string,
  operation: Operation,
  query: ListQuery,
): Promise<ApiResponse> {
  const { limit, cursor } = query;
  const list = listName(merchantId, `/policies/${operation}/history`, query);
  const before = cursor ? Number(reader.cursors.verify(list, cursor)) : undefined;
  const rows = await listVersions(reader.prisma, merchantId, operation, { before, limit });
  return pageResponse(
    rows,
    limit,
    reader.cursors,
    list,
    (row) => String(row.version),
    (row) => presentPolicy(operation, row),
  );
}
