import { expect, test } from 'vitest';
import { comparedBodies } from './compared-bodies';

const body = (event_id: string, outcome: string, at: string, part: 'request' | 'response') => ({
  event_id,
  seq: null,
  occurred_at: at,
  outcome,
  part,
  body: `${event_id} ${part}`,
  kept_until: null,
});

const NEWEST_FIRST = [
  body('evt_4', 'reused_after_expiry', '2026-11-30T13:00:00.000000Z', 'response'),
  body('evt_4', 'reused_after_expiry', '2026-11-30T13:00:00.000000Z', 'request'),
  body('evt_3', 'payload_conflict', '2026-11-30T12:00:00.000000Z', 'request'),
  body('evt_2', 'payload_conflict', '2026-11-30T11:00:00.000000Z', 'request'),
  body('evt_1', 'executed', '2026-11-30T10:00:00.000000Z', 'response'),
  body('evt_1', 'executed', '2026-11-30T10:00:00.000000Z', 'request'),
];

test('a conflict is compared with the request that was executed before it, not after', () => {
  const conflict = { id: 'evt_2', occurred_at: '2026-11-30T11:00:00.000000Z' };
  expect(comparedBodies(NEWEST_FIRST, conflict)).toEqual({
    first: 'evt_1 request',
    other: 'evt_2 request',
  });
});

test('a body that is not kept is told as missing, not replaced by another', () => {
  const conflict = { id: 'evt_9', occurred_at: '2026-11-30T09:00:00.000000Z' };
  expect(comparedBodies(NEWEST_FIRST, conflict)).toEqual({ first: undefined, other: undefined });
});
