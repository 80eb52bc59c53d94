import type { z } from 'zod';
import type { ApiResponse } from '@/lib/http/api-message';
import {
  type ListReader,
  listName,
  type listQuerySchema,
  pageResponse,
} from '@/lib/http/list-query';
import { notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import { presentExport } from './present-export';
import { type ExportRecord, findExport, listExports } from './store';

/** A page of the merchant's exports, newest first. */
export async function readExports(
  reader: ListReader,
  merchantId: string,
  query: z.output<typeof listQuerySchema>,
): Promise<ApiResponse> {
  const { limit, cursor } = query;
  const list = listName(merchantId, '/exports', query);
  const before = cursor && reader.cursors.verify(list, cursor);
  const rows = await listExports(reader.prisma, merchantId, { before, limit });
  return pageResponse(rows, limit, reader.cursors, list, (row) => row.exportId, presentExport);
}

/** Throws the problem `not-found`, also for another merchant's export and an expired one. */
export async function requireExport(
  reader: ListReader,
  merchantId: string,
  id: string,
): Promise<ExportRecord> {
  const exportId = uuidOf('exp', id);
  const found = exportId && (await findExport(reader.prisma, merchantId, exportId));
  if (!found) throw notFound('No export of this merchant has this id, or it has expired.');
  return found;
}
