import { randomBytes } from 'node:crypto';
import type { Actor } from '@/lib/access/actor';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { ExportInput } from './contract';
import type { ExportKind } from './job';
import { loggedFilter } from './logged-filter';
import { readFilter } from './read-filter';
import type { SealedLog } from './sealed-log';
import { insertExport, setAsOf } from './store';

/** How long an export can be downloaded. */
const KEPT_SECONDS = 30 * 86_400;

/**
 * Asks for an export as of a checkpoint that is signed now. Who asked for what is in the log.
 * Returns its id (UUID). Throws the problems `invalid-request` and `unavailable`, and DatabaseError.
 */
export async function requestExport(
  { workPool, sealedLog }: { readonly workPool: Pool; readonly sealedLog: SealedLog },
  actor: Actor,
  merchantId: string,
  input: ExportInput,
): Promise<string> {
  const { format, reason = null } = input;
  const kind = input.kind as ExportKind;
  const filter = await readFilter(workPool, merchantId, kind, input.filter);
  const seed = input.seed ?? randomBytes(8).toString('hex');
  const sample = input.sample === undefined ? null : { size: input.sample, seed };
  const exportId = uuidv7();
  const requestedBy = actor.actor;
  const logged = loggedFilter(filter);
  await runTransaction(workPool, async (transaction) => {
    const asked = { kind, format, filter, sample, requestedBy, reason };
    await insertExport(transaction, { ...asked, merchantId, exportId, keptSeconds: KEPT_SECONDS });
    await recordSystemEvent(transaction, {
      ...actor,
      merchantId,
      action: 'export.requested',
      subjectType: 'export',
      subjectId: publicId('exp', exportId),
      reason,
      before: null,
      after: { kind, format, filter: logged.filter, sample },
      personal: logged.personal,
    });
  });
  // Whoever runs it would ask for one too; asking here tells the caller at once.
  await setAsOf(workPool, { merchantId, exportId }, await sealedLog.checkpoint(merchantId));
  return exportId;
}
