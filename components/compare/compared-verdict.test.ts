import { expect, test } from 'vitest';
import type { ComparedKey } from './compared-key';
import { comparedVerdict } from './compared-verdict';

let made = 0;
function event(over: object) {
  made += 1;
  return {
    id: `evt_${made}`,
    outcome: 'executed',
    occurred_at: `2026-11-24T10:00:${String(made % 60).padStart(2, '0')}.000000Z`,
    idempotency_key: 'a',
    fingerprint: 'f',
    amount: 1999,
    currency: 'EUR',
    operation: 'payments',
    ...over,
  };
}
function compared(replays: number, ...events: object[]): ComparedKey {
  return { key: { replays }, events } as unknown as ComparedKey;
}

test('twice under two keys: how often, how much, how far apart, and whether it was the same', () => {
  const verdict = comparedVerdict([
    compared(1, event({ occurred_at: '2026-11-24T10:00:00.000000Z' })),
    compared(0, event({ idempotency_key: 'b', occurred_at: '2026-11-24T10:00:42.500000Z' })),
  ]);
  expect(verdict.tone).toBe('look');
  expect(verdict.title).toBe('Executed 2 times, under 2 different keys: 19.99 EUR and 19.99 EUR.');
  expect(verdict.detail).toContain('42 s 500 ms from the first to the last.');
  expect(verdict.detail).toContain('fingerprints are equal');
  expect(verdict.detail).toContain('1 further attempt was replayed');
});

test.each([
  [[compared(0)], 'never', 'Nothing was executed.'],
  [[compared(2, event({ outcome: 'replayed' }), event({}))], 'once', 'Executed once: 19.99 EUR.'],
  [
    [compared(0, event({}), event({ outcome: 'reused_after_expiry', amount: 5 }))],
    'look',
    'Executed 2 times, under one key, used again after it had expired: 19.99 EUR and 0.05 EUR.',
  ],
  [
    [compared(0, event({}), event({ idempotency_key: 'b' }), event({ idempotency_key: 'c' }))],
    'look',
    'Executed 3 times, under 3 different keys: 19.99 EUR, 19.99 EUR and 19.99 EUR.',
  ],
] as const)('%#', (all, tone, title) => {
  expect(comparedVerdict(all)).toMatchObject({ tone, title });
});

test('other fingerprints are told', () => {
  const { detail } = comparedVerdict([
    compared(0, event({})),
    compared(0, event({ idempotency_key: 'b', fingerprint: 'g' })),
  ]);
  expect(detail).toContain('fingerprints differ');
});
