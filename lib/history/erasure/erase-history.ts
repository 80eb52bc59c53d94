import type { Queryable } from '@/lib/database/session';
import type { LogEvent } from '@/lib/ledger/log-event';
import { blockOf } from '../blocks/block';
import type { KeySource, KeySources } from '../keys/fold-key';
import { dropUnheldBlocks, lockKeysOf, replaceKeys } from './store';

/**
 * Erases from the read models what they have of erased events, given as they were: the keys' personal
 * columns, all addresses and user agents that the keys' attempts came from, and blocks' entries of
 * values that no other event or key in the block has.
 */
export async function eraseHistory(
  transaction: Queryable,
  { merchantId, customer }: { readonly merchantId: string; readonly customer: string },
  events: readonly LogEvent[],
): Promise<void> {
  const named = [...new Set(events.flatMap(({ idempotencyKey }) => idempotencyKey ?? []))];
  const keys = await lockKeysOf(transaction, merchantId, named);
  await replaceKeys(
    transaction,
    merchantId,
    keys.map(({ keyId, customerReference, sources }) => ({
      keyId,
      isCustomers: customerReference === customer,
      sources: anonymous(sources),
    })),
  );
  const gone = {
    ip: events.flatMap(({ ip, seq }) => (ip === null ? [] : { value: ip, block: blockOf(seq) })),
    user_agent: events.flatMap(({ userAgent, seq }) =>
      userAgent === null ? [] : { value: userAgent, block: blockOf(seq) },
    ),
    key_ip: keys.flatMap(({ sources, firstSeq }) => placed(sources, 'ip', firstSeq)),
    key_user_agent: keys.flatMap(({ sources, firstSeq }) =>
      placed(sources, 'user_agent', firstSeq),
    ),
  };
  await dropUnheldBlocks(transaction, merchantId, gone);
}

function placed({ kept }: KeySources, member: 'ip' | 'user_agent', firstSeq: number) {
  return kept.flatMap((source) => {
    const value = source[member];
    return value === null ? [] : { value, block: blockOf(firstSeq) };
  });
}

/** Clients with their attempts, and nothing of where they came from. */
function anonymous({ kept, further }: KeySources): KeySources {
  const byClient = new Map<string | null, KeySource>();
  for (const { client_id, attempts } of kept) {
    const known = byClient.get(client_id)?.attempts ?? 0;
    byClient.set(client_id, { client_id, ip: null, user_agent: null, attempts: known + attempts });
  }
  return { kept: [...byClient.values()], further };
}
