import type { Actor } from '@/lib/access/actor';
import { createApiKeyWithin } from '@/lib/access/create-api-key';
import { createMerchantWithin } from '@/lib/access/create-merchant';
import type { Pool } from '@/lib/database/connection';
import { type Queryable, runTransaction } from '@/lib/database/session';
import { OBSERVATIONS_MAX } from '@/lib/observations/contract';
import { reportObservations } from '@/lib/observations/report-observations';
import { sampleHistory } from './sample-history';
import { findAnySample, findReporter, findSample, lockSamples } from './store';

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
  const { merchantId, apiKeyId } = await runTransaction(workPool, (transaction) =>
    ensureCompany(transaction, actor, reason),
  );
  const loadedAt = await findSample(workPool, merchantId);
  const history = loadedAt ? sampleHistory(loadedAt) : [];
  for (let at = 0; at < history.length; at += OBSERVATIONS_MAX) {
    const part = history.slice(at, at + OBSERVATIONS_MAX);
    await reportObservations(workPool, { merchantId, apiKeyId, requestId }, part);
  }
  return merchantId;
}

/** Its merchant and the API key that reports, in one commit; two at once make one. */
async function ensureCompany(transaction: Queryable, actor: Actor, reason: string) {
  await lockSamples(transaction);
  const merchantId =
    (await findAnySample(transaction)) ??
    (await createMerchantWithin(transaction, actor, { name: NAME, reason, sample: true }));
  // The key's secret is known to nobody: what is sent is sent here.
  const apiKeyId =
    (await findReporter(transaction, merchantId)) ??
    (
      await createApiKeyWithin(transaction, actor, merchantId, {
        name: 'history',
        scopes: ['ingest'],
        reason,
      })
    ).apiKeyId;
  return { merchantId, apiKeyId };
}
