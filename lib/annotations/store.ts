import type { Prisma, PrismaClient } from '@/lib/database/prisma/client';
import type { Queryable } from '@/lib/database/session';

export type AnnotationRow = Prisma.AnnotationGetPayload<object>;

export interface NewAnnotation {
  readonly merchantId: string;
  readonly annotationId: string;
  /** RFC 3339; undefined for now. */
  readonly at: string | undefined;
  readonly label: string;
  readonly reason: string;
  readonly createdBy: string;
}

export async function insertAnnotation(transaction: Queryable, made: NewAnnotation): Promise<void> {
  await transaction.query({
    name: 'insert-annotation',
    text: `INSERT INTO annotations (merchant_id, annotation_id, at, label, reason, created_by)
      VALUES ($1, $2, coalesce($3::timestamptz, clock_timestamp()), $4, $5, $6)`,
    values: [
      made.merchantId,
      made.annotationId,
      made.at ?? null,
      made.label,
      made.reason,
      made.createdBy,
    ],
  });
}

export function findAnnotation(prisma: PrismaClient, merchantId: string, annotationId: string) {
  return prisma.annotation.findUniqueOrThrow({
    where: { merchantId_annotationId: { merchantId, annotationId } },
  });
}

/** Of moments in [from, to), the ones noted last first; one more than `limit`. */
export function listAnnotations(
  prisma: PrismaClient,
  merchantId: string,
  page: {
    readonly from: string | undefined;
    readonly to: string | undefined;
    readonly before: string | undefined;
    readonly limit: number;
  },
) {
  const { from, to, before, limit } = page;
  return prisma.annotation.findMany({
    where: {
      merchantId,
      ...(before !== undefined && { annotationId: { lt: before } }),
      at: {
        ...(from !== undefined && { gte: new Date(from) }),
        ...(to !== undefined && { lt: new Date(to) }),
      },
    },
    orderBy: { annotationId: 'desc' },
    take: limit + 1,
  });
}
