import type { Actor } from '@/lib/access/actor';
import { createApiKey } from '@/lib/access/create-api-key';
import { createMerchant } from '@/lib/access/create-merchant';
import type { Pool } from '@/lib/database/connection';
import { OBSERVATIONS_MAX } from '@/lib/observations/contract';
import { reportObservations } from '@/lib/observations/report-observations';
import { sampleHistory } from './sample-history';
import { findAnySample, findReporter, findSample } from './store';

const NAME = 'Sample company';

interface Asked {
  readonly reason: string;
  /** UUID of the request. */
  readonly requestId: string;
}

/**
 * Makes a merchant of its own and reports thirty days of history for it, as any service would. Where
 * there is one, it is reported again, which adds what a crash has left out and nothing else. Returns
 * its UUID. Throws DatabaseError.
 */
export async function loadSample(
  workPool: Pool,
  actor: Actor,
  { reason, requestId }: Asked,
): Promise<string> {
  const merchantId =
    (await findAnySample(workPool)) ??
    (await createMerchant(workPool, actor, { name: NAME, reason, sample: true }));
  // The key's secret is known to nobody: what is sent is sent here.
  const apiKeyId =
    (await findReporter(workPool, merchantId)) ??
    (
      await createApiKey(workPool, actor, merchantId, {
        name: 'history',
        scopes: ['ingest'],
        reason,
      })
    ).apiKeyId;
  const loadedAt = await findSample(workPool, merchantId);
  const history = loadedAt ? sampleHistory(loadedAt) : [];
  for (let at = 0; at < history.length; at += OBSERVATIONS_MAX) {
    const part = history.slice(at, at + OBSERVATIONS_MAX);
    await reportObservations(workPool, { merchantId, apiKeyId, requestId }, part);
  }
  return merchantId;
}
