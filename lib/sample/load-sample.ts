import type { Actor } from '@/lib/access/actor';
import { createApiKey } from '@/lib/access/create-api-key';
import { createMerchant } from '@/lib/access/create-merchant';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { OBSERVATIONS_MAX } from '@/lib/observations/contract';
import { reportObservations } from '@/lib/observations/report-observations';
import { sampleHistory } from './sample-history';
import { findAnySample, findSample, markAsSample } from './store';

const NAME = 'Sample company';

interface Asked {
  readonly reason: string;
  /** UUID of the request. */
  readonly requestId: string;
}

/**
 * Makes a merchant of its own and reports thirty days of history for it, as any service would. Where
 * there is a sample company, nothing is made. Returns its UUID. Throws DatabaseError.
 */
export async function loadSample(
  workPool: Pool,
  actor: Actor,
  { reason, requestId }: Asked,
): Promise<string> {
  const known = await findAnySample(workPool);
  if (known !== undefined) return known;
  const merchantId = await createMerchant(workPool, actor, { name: NAME, reason });
  await runTransaction(workPool, (transaction) => markAsSample(transaction, merchantId));
  // Its secret is known to nobody: what is sent is sent here.
  const { apiKeyId } = await createApiKey(workPool, actor, merchantId, {
    name: 'history',
    scopes: ['ingest'],
    reason,
  });
  const loadedAt = (await findSample(workPool, merchantId)) ?? new Date();
  const history = sampleHistory(loadedAt);
  for (let at = 0; at < history.length; at += OBSERVATIONS_MAX) {
    const part = history.slice(at, at + OBSERVATIONS_MAX);
    await reportObservations(workPool, { merchantId, apiKeyId, requestId }, part);
  }
  return merchantId;
}
