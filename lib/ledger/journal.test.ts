import { expect, test, vi } from 'vitest';
import { DatabaseError } from '@/lib/database/failure';
import { EventJournal, type JournalEntry } from './journal';
import type { OutboxRow } from './store';

function journalWith(insert: (rows: readonly OutboxRow[]) => Promise<void>) {
  const clock = { ms: 0 };
  const journal = new EventJournal({ insert, onError: () => undefined, now: () => clock.ms });
  return { journal, clock };
}

function refusal(id: number, floodSource?: string): JournalEntry {
  return {
    merchantId: 'm',
    eventId: `event-${id}`,
    outcome: 'unauthenticated',
    record: { reason: 'no key' },
    ...(floodSource !== undefined && { floodSource }),
  };
}

test('of a flood the first 20 have an event each, and the rest one event that counts them', async () => {
  const written: OutboxRow[] = [];
  const { journal, clock } = journalWith(async (rows) => void written.push(...rows));
  for (let id = 0; id < 1000; id += 1) {
    clock.ms += 10;
    journal.record(refusal(id, '10.0.0.1'));
  }
  await journal.drain(1000);
  expect(written).toHaveLength(21);
  const counted = JSON.parse(written[20]?.record ?? '{}');
  expect(counted).toMatchObject({ count: 980, first_ms_before: 9790, last_ms_before: 0 });
});

test('two sources do not share a flood', async () => {
  const written: OutboxRow[] = [];
  const { journal } = journalWith(async (rows) => void written.push(...rows));
  for (let id = 0; id < 40; id += 1) journal.record(refusal(id, `10.0.0.${id % 2}`));
  await journal.drain(1000);
  expect(written).toHaveLength(40);
});

test('while the database is away every refusal waits, and is dated when it happened', async () => {
  const written: OutboxRow[] = [];
  let away = true;
  const { journal, clock } = journalWith(async (rows) => {
    if (away) throw new DatabaseError('unavailable', new Error('away'));
    written.push(...rows);
  });
  for (let id = 0; id < 50; id += 1) journal.record(refusal(id));
  clock.ms = 7000;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(written).toHaveLength(0);
  away = false;
  await vi.waitFor(() => expect(written).toHaveLength(50), 10_000);
  expect(written.map((row) => row.eventId)).toEqual(
    Array.from({ length: 50 }, (_, id) => `event-${id}`),
  );
  expect(written[0]?.ageMs).toBe(7000);
});

test('past the bound they are counted instead of lost', async () => {
  const written: OutboxRow[] = [];
  let away = true;
  const { journal } = journalWith(async (rows) => {
    if (away) throw new DatabaseError('unavailable', new Error('away'));
    written.push(...rows);
  });
  for (let id = 0; id < 20_500; id += 1) journal.record(refusal(id));
  away = false;
  await journal.drain(5000);
  const counts = written.map((row) => Number(JSON.parse(row.record).count ?? 1));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20_500);
});

test('an event that the database will never take does not keep the others waiting', async () => {
  const written: string[] = [];
  const { journal } = journalWith(async (rows) => {
    if (rows.some((row) => row.eventId === 'event-3')) {
      throw new DatabaseError('data', new Error('refused'));
    }
    written.push(...rows.map((row) => row.eventId));
  });
  for (let id = 0; id < 6; id += 1) journal.record(refusal(id));
  await journal.drain(1000);
  expect(written.sort()).toEqual(['event-0', 'event-1', 'event-2', 'event-4', 'event-5']);
});
