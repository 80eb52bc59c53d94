import { expect, test } from 'vitest';
import { validate } from '@/lib/http/validate';
import { observationInput } from '@/lib/observations/contract';
import { sampleHistory } from './sample-history';
import { sampleTickets } from './sample-stories';

const DAY_MS = 86_400_000;

/** A Sunday's midnight, a Tuesday's first minute, the middle of a Thursday. */
const TIMES = ['2026-11-29T00:00:00Z', '2026-11-24T00:00:30Z', '2026-11-26T12:34:56Z'];

test.each(TIMES)(
  'up to %s: thirty days that could be real, each id once, none in the future',
  (at) => {
    const now = new Date(at);
    const history = sampleHistory(now);
    expect(history.length).toBeGreaterThan(2_000);
    expect(history.length).toBeLessThan(6_000);
    expect(new Set(history.map(({ id }) => id)).size).toBe(history.length);
    for (const observation of history) {
      expect(validate(observationInput, observation)).toMatchObject({ ok: true });
    }
    const times = history.map(({ occurred_at: when }) => Date.parse(when));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.at(-1)).toBeLessThanOrEqual(now.getTime());
    expect(times[0]).toBeLessThan(now.getTime() - 29 * DAY_MS);
  },
);

test('it is the same company every time', () => {
  const now = new Date('2026-11-26T12:34:56Z');
  expect(sampleHistory(now)).toEqual(sampleHistory(now));
});

test.each(TIMES)('up to %s: the tickets have what they are about', (at) => {
  const now = new Date(at);
  const history = sampleHistory(now);
  const executed = (field: 'customer_reference' | 'order_reference', value: string) =>
    history.filter(
      (one) => one[field] === value && ['executed', 'reused_after_expiry'].includes(one.outcome),
    );
  const keys = (of: ReturnType<typeof executed>) => new Set(of.map((one) => one.idempotency_key));
  const twice = executed('customer_reference', '123456');
  expect(twice).toMatchObject([
    { amount: 1999, currency: 'EUR' },
    { amount: 1999, currency: 'EUR' },
  ]);
  expect(keys(twice).size).toBe(2);
  for (const { occurred_at: when } of twice) expect(new Date(when).getUTCDay()).toBe(2);
  expect(executed('customer_reference', '200417')).toHaveLength(1);
  const again = executed('order_reference', 'ord-88120');
  expect(again).toHaveLength(2);
  expect(keys(again).size).toBe(1);
  expect(sampleTickets(now)).toHaveLength(3);
});
