import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sumTraffic, type TrafficSums } from './fold-traffic';

const amounts = fc.dictionary(
  fc.constantFrom('EUR', 'USD', 'BTC'),
  fc.oneof(fc.bigInt(0n, 10n ** 6n), fc.bigInt(0n, 2n ** 70n)).map(String),
);

test('sums of amounts are exact, also past what a number holds, and in the order of their currencies', () => {
  fc.assert(
    fc.property(fc.array(amounts, { maxLength: 20 }), (all) => {
      const parts = all.map<TrafficSums>((sums) => ({
        outcomes: {},
        amounts: sums,
        prevented: sums,
        latency: [],
        firstSeq: 1,
        lastSeq: 1,
      }));
      const exact: Record<string, bigint> = {};
      for (const sums of all) {
        for (const [currency, sum] of Object.entries(sums)) {
          exact[currency] = (exact[currency] ?? 0n) + BigInt(sum);
        }
      }
      const texts = Object.fromEntries(
        Object.entries(exact).map(([currency, sum]) => [currency, String(sum)]),
      );
      const sum = sumTraffic(parts);
      expect(sum).toMatchObject({ amounts: texts, prevented: texts });
      expect(Object.keys(sum.amounts)).toEqual(Object.keys(texts).sort());
    }),
  );
});
