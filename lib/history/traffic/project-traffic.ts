import type { Projection } from '@/lib/ledger/projection';
import { addTraffic, foldTraffic, type Traffic } from './fold-traffic';
import { loadTraffic, saveTraffic } from './store';

/** How many attempts had which outcome, by minute and by hour. */
export const trafficProjection: Projection = {
  name: 'traffic',
  tables: ['traffic'],
  async apply(transaction, events) {
    const batch = foldTraffic(events);
    if (batch.length === 0) return;
    const stored = await loadTraffic(transaction, batch);
    const known = new Map(stored.map((traffic) => [nameOf(traffic), traffic]));
    for (const traffic of batch) {
      const before = known.get(nameOf(traffic));
      if (before) addTraffic(traffic, before);
    }
    await saveTraffic(transaction, batch);
  },
};

function nameOf({ merchantId, grain, bucket }: Traffic): string {
  return `${merchantId} ${grain} ${bucket}`;
}
