import type { z } from 'zod';
import type { ApiResponse } from '@/lib/http/api-message';
import { type ListReader, listName, pageResponse } from '@/lib/http/list-query';
import { publicId } from '@/lib/http/uuid';
import type { annotationsQuery, ShownAnnotation } from './contract';
import { type AnnotationRow, listAnnotations } from './store';

/** A page of what was noted of the moments from `from` to `to`, noted last first. */
export async function readAnnotations(
  reader: ListReader,
  merchantId: string,
  query: z.output<typeof annotationsQuery>,
): Promise<ApiResponse> {
  const { limit, cursor, from, to } = query;
  const list = listName(merchantId, '/annotations', query);
  const before = cursor === undefined ? undefined : reader.cursors.verify(list, cursor);
  const rows = await listAnnotations(reader.prisma, merchantId, { from, to, before, limit });
  const placeOf = (row: AnnotationRow) => row.annotationId;
  return pageResponse(rows, limit, reader.cursors, list, placeOf, presentAnnotation);
}

export function presentAnnotation(row: AnnotationRow): ShownAnnotation {
  return {
    id: publicId('ann', row.annotationId),
    object: 'annotation',
    at: row.at.toISOString(),
    label: row.label,
    reason: row.reason,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
  };
}
