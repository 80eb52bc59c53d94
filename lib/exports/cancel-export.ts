import type { Actor } from '@/lib/access/actor';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { publicId } from '@/lib/http/uuid';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import { cancelExport as cancelRow, type ExportName } from './store';

/**
 * Cancels an export that is not finished; whoever runs it stops within a second. One that is
 * finished stays as it is. Throws DatabaseError.
 */
export async function cancelExport(
  pool: Pool,
  actor: Actor,
  { merchantId, exportId }: ExportName,
): Promise<void> {
  await runTransaction(pool, async (transaction) => {
    if (!(await cancelRow(transaction, { merchantId, exportId }))) return;
    await recordSystemEvent(transaction, {
      ...actor,
      merchantId,
      action: 'export.cancelled',
      subjectType: 'export',
      subjectId: publicId('exp', exportId),
      reason: null,
      before: null,
      after: null,
    });
  });
}
