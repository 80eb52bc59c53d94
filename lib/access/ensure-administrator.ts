import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { SYSTEM_STREAM } from '@/lib/ledger/journal';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import { hashPassword } from './password';
import { insertFirstUser } from './store';

/** Fixed, so that two instances that start at once make one. */
const ADMINISTRATOR_ID = 'administrator';

/** The first person who may sign in; nothing where there is one already. Throws DatabaseError. */
export async function ensureAdministrator(
  workPool: Pool,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  const passwordHash = await hashPassword(password);
  const user = { id: ADMINISTRATOR_ID, email: email.toLowerCase(), passwordHash };
  await runTransaction(workPool, async (transaction) => {
    if (!(await insertFirstUser(transaction, user))) return;
    await recordSystemEvent(transaction, {
      merchantId: SYSTEM_STREAM,
      actor: 'onceover',
      actorRole: 'system',
      action: 'person.created',
      subjectType: 'person',
      subjectId: ADMINISTRATOR_ID,
      reason: 'the first start',
      before: null,
      after: { role: 'admin' },
    });
  });
}
