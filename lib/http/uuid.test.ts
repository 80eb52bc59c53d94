import { expect, test } from 'vitest';
import { setIdClock } from './id-clock';
import { leastUuidv7, publicId, uuidOf, uuidv7 } from './uuid';

test('ids of one process are distinct, increasing UUIDv7', () => {
  const ids = Array.from({ length: 20_000 }, uuidv7);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids.slice(0, 100)) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test('a public id leads back to its UUID, and nothing else does', () => {
  const uuid = uuidv7();
  expect(uuidOf('pay', publicId('pay', uuid))).toBe(uuid);
  const id = publicId('pay', uuid);
  for (const other of [id.toUpperCase(), `${id}0`, id.slice(1), `re_${id.slice(4)}`, uuid, '']) {
    expect(uuidOf('pay', other)).toBeUndefined();
  }
});

test('once the database has told its time, ids have it, also where this machine was ahead', () => {
  const before = uuidv7();
  const databaseMs = Date.now() - 3_600_000;
  setIdClock(databaseMs, performance.now());
  const ids = Array.from({ length: 100 }, uuidv7);
  for (const id of ids) {
    expect(id >= leastUuidv7(databaseMs)).toBe(true);
    expect(id < leastUuidv7(databaseMs + 60_000)).toBe(true);
  }
  expect([...ids].sort()).toEqual(ids);
  setIdClock(Date.now(), performance.now());
  expect(uuidv7() > before).toBe(true);
});
