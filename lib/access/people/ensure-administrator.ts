import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { hashPassword } from '../password';
import { recordPersonEvent } from './record-person-event';
import { insertFirstPerson } from './store';

/** Fixed, so that two instances that start at once make one. */
const ADMINISTRATOR_ID = '00000000-0000-7000-8000-000000000002';
const STARTER = { actor: 'onceover', actorRole: 'system' };

/** The first person who may sign in; nothing where there is one already. Throws DatabaseError. */
export async function ensureAdministrator(
  workPool: Pool,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  const passwordHash = await hashPassword(password);
  const person = { personId: ADMINISTRATOR_ID, email: email.toLowerCase(), passwordHash };
  await runTransaction(workPool, async (transaction) => {
    if (!(await insertFirstPerson(transaction, person))) return;
    await recordPersonEvent(transaction, STARTER, {
      action: 'person.created',
      personId: ADMINISTRATOR_ID,
      reason: 'the first start',
      after: { role: 'admin' },
    });
  });
}
