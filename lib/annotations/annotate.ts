import type { Actor } from '@/lib/access/actor';
import type { Pool, PrismaClient } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { AnnotationInput, ShownAnnotation } from './contract';
import { presentAnnotation } from './read-annotations';
import { findAnnotation, insertAnnotation } from './store';

/** Notes what happened at a moment, with who says so and why in the log. Throws DatabaseError. */
export async function annotate(
  { workPool, prisma }: { readonly workPool: Pool; readonly prisma: PrismaClient },
  actor: Actor,
  merchantId: string,
  { at, label, reason }: AnnotationInput,
): Promise<ShownAnnotation> {
  const annotationId = uuidv7();
  await runTransaction(workPool, async (transaction) => {
    await insertAnnotation(transaction, {
      merchantId,
      annotationId,
      at,
      label,
      reason,
      createdBy: actor.actor,
    });
    await recordSystemEvent(transaction, {
      ...actor,
      merchantId,
      action: 'annotation.made',
      subjectType: 'annotation',
      subjectId: publicId('ann', annotationId),
      reason,
      before: null,
      after: { at: at ?? null, label },
    });
  });
  return presentAnnotation(await findAnnotation(prisma, merchantId, annotationId));
}
