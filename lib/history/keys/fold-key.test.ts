import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogEvent } from '@/lib/ledger/log-event';
import { logEvent } from '../testing/log-events';
import { foldKey, type KeyState, SOURCES_FURTHER, SOURCES_KEPT } from './fold-key';

const MERCHANT = '019a9d1b-0c35-72f1-8d1e-4b6a90c27f53';
const OUTCOMES = [
  'executed',
  'replayed',
  'payload_conflict',
  'in_progress_conflict',
  'reused_after_expiry',
  'invalid_request',
  'response_undelivered',
];

function attempt(seq: number, over: Partial<LogEvent> & Pick<LogEvent, 'outcome'>): LogEvent {
  const occurredAt = new Date(seq * 1000).toISOString();
  return logEvent({ merchantId: MERCHANT, idempotencyKey: 'order-1', seq, occurredAt, ...over });
}

function foldAll(events: readonly LogEvent[]): KeyState {
  const [first, ...rest] = events;
  if (!first) throw new Error('a key has an event');
  return rest.reduce<KeyState>((state, event) => foldKey(state, event), foldKey(undefined, first));
}

const anyEvents = fc
  .array(
    fc.record({
      outcome: fc.constantFrom(...OUTCOMES),
      ip: fc.constantFrom('192.0.2.1', '192.0.2.2', null),
      amount: fc.nat(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((all) => all.map((over, index) => attempt(index + 1, over)));

test('every event is counted once, under what it was', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const state = foldAll(events);
      const counted = (...outcomes: string[]) =>
        events.filter(({ outcome }) => outcomes.includes(outcome)).length;
      expect({
        attempts: state.attempts,
        executions: state.generation,
        replays: state.replays,
        conflicts: state.conflicts,
        inProgress: state.inProgressConflicts,
        refusals: state.refusals,
        undelivered: state.undelivered,
      }).toEqual({
        attempts: events.length - counted('response_undelivered'),
        executions: counted('executed', 'reused_after_expiry'),
        replays: counted('replayed'),
        conflicts: counted('payload_conflict'),
        inProgress: counted('in_progress_conflict'),
        refusals: counted('invalid_request'),
        undelivered: counted('response_undelivered'),
      });
      const fromSources = state.sources.kept.reduce((sum, { attempts }) => sum + attempts, 0);
      expect(fromSources).toBe(state.attempts);
      expect([state.firstSeq, state.lastSeq]).toEqual([1, events.length]);
    }),
  );
});

test('however the log is cut into batches, the key is the same', () => {
  fc.assert(
    fc.property(anyEvents, fc.nat(59), (events, cut) => {
      const whole = foldAll(events);
      const at = 1 + (cut % events.length);
      const loaded = { ...foldAll(events.slice(0, at)), ended: [] };
      const resumed = events.slice(at).reduce<KeyState>(foldKey, loaded);
      const ended = [...foldAll(events.slice(0, at)).ended, ...resumed.ended];
      expect({ ...resumed, ended }).toEqual(whole);
    }),
  );
});

test('a generation shows its own execution, an ended one what it was', () => {
  const state = foldAll([
    attempt(1, { outcome: 'invalid_request', amount: 5, operation: 'payments' }),
    attempt(2, { outcome: 'executed', amount: 10, generation: 1, resource: 'pay_1' }),
    attempt(3, { outcome: 'payload_conflict', amount: 11, generation: 1 }),
    attempt(4, { outcome: 'reused_after_expiry', amount: 12, generation: 2, resource: 'pay_2' }),
    attempt(5, { outcome: 'replayed', amount: 12, generation: 2 }),
  ]);
  expect(state).toMatchObject({
    generation: 2,
    executedSeq: 4,
    amount: 12,
    resource: 'pay_2',
    attempts: 5,
    conflicts: 1,
    ended: [
      { generation: 1, executedSeq: 2, amount: 10, resource: 'pay_1', attempts: 3, conflicts: 1 },
    ],
  });
});

test('before anything is stored, a key shows its first attempt', () => {
  const state = foldAll([
    attempt(1, { outcome: 'invalid_request', customerReference: 'cus_1' }),
    attempt(2, { outcome: 'invalid_request', customerReference: 'cus_2' }),
  ]);
  expect(state).toMatchObject({ generation: 0, executedSeq: null, customerReference: 'cus_1' });
});

test('the first sources are kept, others counted once each, up to a bound', () => {
  const sources = SOURCES_KEPT + SOURCES_FURTHER + 50;
  const events = Array.from({ length: sources * 2 }, (_, index) =>
    attempt(index + 1, { outcome: 'replayed', ip: `10.0.0.${index % sources}` }),
  );
  const { kept, further } = foldAll(events).sources;
  expect(kept.map(({ ip, attempts }) => [ip, attempts])).toEqual(
    Array.from({ length: SOURCES_KEPT }, (_, index) => [`10.0.0.${index}`, 2]),
  );
  expect(new Set(further).size).toBe(SOURCES_FURTHER);
});

test.each([[1.5], [-1], [2 ** 31], ['1'], [Number.NaN], [null], [undefined]])(
  'a policy version of %s is none: no record stops the log',
  (version) => {
    const state = foldAll([
      attempt(1, { outcome: 'executed', detail: { policy_version: version } }),
    ]);
    expect(state.policyVersion).toBeNull();
  },
);
