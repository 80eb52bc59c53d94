import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '@/lib/http/uuid';
import { logEvent, someEvents } from './testing/log-events';
import { keysOf, seqsOf, TestLists } from './testing/test-lists';

let lists: TestLists;
beforeAll(async () => {
  lists = await TestLists.open();
});
afterAll(() => lists.close());

test('another merchant sees none of it', async () => {
  const [one, other] = [uuidv7(), uuidv7()];
  await lists.log.append(someEvents(one, 50));
  for (const list of ['events', 'keys'] as const) {
    expect(await lists.readAll(list, other, {})).toEqual([]);
    expect(await lists.readAll(list, other, { customer_reference: 'cus_4' })).toEqual([]);
    expect(await lists.readAll(list, other, { ip: '192.0.2.1' })).toEqual([]);
  }
});

test('while new events arrive, no event and no key is lost or repeated', async () => {
  const merchantId = uuidv7();
  const key = (name: string, outcome = 'executed') =>
    logEvent({ merchantId, outcome, idempotencyKey: name, operation: 'payments', ip: '192.0.2.7' });
  await lists.log.append(Array.from({ length: 40 }, (_, index) => key(`key-${index}`)));
  let turn = 0;
  const arrive = async () => {
    turn += 1;
    // Keys of pages that were read, and of pages to come.
    await lists.log.append([
      key(`new-${turn}`),
      key(`key-${turn * 2}`, 'replayed'),
      key('key-39', 'replayed'),
    ]);
  };
  for (const query of [{}, { ip: '192.0.2.7' }, { key_prefix: 'key-' }]) {
    for (const time of ['first_seen', 'last_seen']) {
      const before = await lists.page('keys', merchantId, { ...query, time, limit: '200' });
      turn = 0;
      const rows = await lists.readAll('keys', merchantId, { ...query, time, limit: '3' }, arrive);
      expect(keysOf(rows), JSON.stringify([query, time])).toEqual(keysOf(before.data));
    }
  }
  const { data } = await lists.page('events', merchantId, { limit: '1' });
  const newest = Number(data[0]?.seq);
  const paged = await lists.readAll('events', merchantId, { limit: '5' }, arrive);
  expect(seqsOf(paged)).toEqual(Array.from({ length: newest }, (_, index) => newest - index));
});

test('a reader that follows the log gets every event once, in order', async () => {
  const merchantId = uuidv7();
  const seen: unknown[] = [];
  let after = 0;
  const follow = async () => {
    const { data } = await lists.page('events', merchantId, { after_seq: String(after) });
    seen.push(...seqsOf(data));
    after = Number(data.at(-1)?.seq ?? after);
    return data.length > 0;
  };
  const batches = 8;
  let writing = true;
  const following = (async () => {
    while ((await follow()) || writing);
  })();
  for (let batch = 0; batch < batches; batch += 1) {
    await lists.log.append(someEvents(merchantId, 37));
  }
  writing = false;
  await following;
  // What was committed between its last look and the end of writing.
  while (await follow());
  expect(seen).toEqual(Array.from({ length: batches * 37 }, (_, index) => index + 1));
});

test('a filter that nothing narrows down gives short pages that go on to the end', async () => {
  const merchantId = uuidv7();
  const total = 25_000;
  for (let at = 0; at < total; at += 5_000) {
    await lists.log.append(
      Array.from({ length: 5_000 }, (_, index) =>
        logEvent({
          merchantId,
          outcome: 'key_missing',
          metadata: at + index === 3 ? { rare: 'x' } : null,
        }),
      ),
    );
  }
  const first = await lists.page('events', merchantId, { metadata: { rare: 'x' } });
  expect(first.data).toEqual([]);
  expect(first.next_cursor).not.toBeNull();
  expect(seqsOf(await lists.readAll('events', merchantId, { metadata: { rare: 'x' } }))).toEqual([
    4,
  ]);
});

test('of a customer with many keys a rare one is found, by short pages that go on to the end', async () => {
  const merchantId = uuidv7();
  const rare = [3, 2_400, 4_499];
  for (let at = 0; at < 4_500; at += 1_500) {
    await lists.log.append(
      Array.from({ length: 1_500 }, (_, index) =>
        logEvent({
          merchantId,
          outcome: 'executed',
          idempotencyKey: `key-${at + index}`,
          operation: 'payments',
          customerReference: 'cus_hot',
          currency: rare.includes(at + index) ? 'JPY' : 'EUR',
        }),
      ),
    );
  }
  const query = { customer_reference: 'cus_hot', currency: 'JPY' };
  const first = await lists.page('keys', merchantId, query);
  expect(keysOf(first.data)).toEqual(['key-4499']);
  expect(first.next_cursor).not.toBeNull();
  for (const limit of ['1', '50']) {
    const rows = await lists.readAll('keys', merchantId, { ...query, limit });
    expect(keysOf(rows)).toEqual(['key-4499', 'key-2400', 'key-3']);
  }
});
