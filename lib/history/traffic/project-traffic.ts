import type { Projection } from '@/lib/ledger/projection';
import { foldTraffic, sumTraffic, type Traffic } from './fold-traffic';
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
    const sums = batch.map((traffic) => {
      const before = known.get(nameOf(traffic));
      return before ? { ...traffic, ...sumTraffic([before, traffic]) } : traffic;
    });
    await saveTraffic(transaction, sums);
  },
};

function nameOf({ merchantId, grain, bucket }: Traffic): string {
  return `${merchantId} ${grain} ${bucket}`;
}
