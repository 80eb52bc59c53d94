import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ShownEvent, ShownSample } from '@/lib/history/answers';
import type { Integrity } from '@/lib/ledger/integrity/contract';
import type { Review, ReviewDays } from '@/lib/reviews/contract';
import { nodeDigest } from '@/lib/verify/node-digest';
import { verifyLog } from '@/lib/verify/verify-log';
import { clearOfNext, DAY_MS, dayFromNow } from '../boundary';
import { type Api, expectProblem, payment, type Reply } from './api';
import { doors, newMerchant } from './doors';
import { tamper } from './remains';
import { newPerson, type SignedIn, signIn } from './signed-in';

const TIMEOUT = { timeout: 60_000 };

/** An answer of which the schema is known. */
function as<Answer>({ json }: Reply): Answer {
  return json as unknown as Answer;
}

interface Checkpoint {
  readonly note: string;
  readonly size: number;
  readonly root: string;
}

interface SealedRecords {
  readonly records: readonly string[];
  readonly left: readonly string[];
  readonly right: readonly string[];
}

interface Keys {
  readonly data: readonly {
    readonly public_key: string;
    readonly fingerprint: string;
    readonly verifier_key: string;
  }[];
}

/** The signed end of the log once it has so many records. */
async function sealed(api: Api, size: number): Promise<Checkpoint> {
  const read = async () => as<Checkpoint>(await api.get('/audit/checkpoint'));
  await expect.poll(async () => (await read()).size ?? 0, TIMEOUT).toBeGreaterThanOrEqual(size);
  return await read();
}

async function firstKey(api: Api): Promise<Keys['data'][number]> {
  const [key] = as<Keys>(await api.get('/audit/public-keys')).data;
  if (!key) throw new Error('no key has signed');
  return key;
}

interface Asked {
  readonly note: string;
  readonly size: number;
  readonly key: string;
  readonly earlier?: string;
  /** Takes what the server answered. */
  readonly texts?: string[];
}

/** As the page verifies it, with the API's own answers. */
function verified(api: Api, id: string, { note, size, key, earlier, texts }: Asked) {
  return verifyLog({
    digest: nodeDigest,
    merchant: id,
    checkpoint: note,
    keys: [key],
    ownKeys: false,
    earlier,
    range: { first: 1, last: size },
    onProgress: () => undefined,
    signal: new AbortController().signal,
    source: {
      consistency: async (from, to) =>
        as<{ path: string[] }>(await api.get(`/audit/consistency?from=${from}&to=${to}`)).path,
      records: async (first, last, tree) => {
        const reply = await api.get(`/audit/records?first=${first}&last=${last}&size=${tree}`);
        texts?.push(reply.text);
        return as<SealedRecords>(reply);
      },
    },
  });
}

describe.each(doors)('$name: the log', (door) => {
  test('says how it stands: its end, who signed it, and that the roles are separated', async () => {
    const { id, api } = await newMerchant(door);
    await api.pay();
    const checkpoint = await sealed(api, 1);
    const key = await firstKey(api);
    const publicKey = Buffer.from(key.public_key, 'base64');
    const fingerprint = createHash('sha256').update(publicKey).digest('hex');
    expect(key.fingerprint).toBe(fingerprint);
    const integrity = as<Integrity>(await api.get('/audit/integrity'));
    expect(integrity).toMatchObject({ state: 'sealing', since: null, roles_separated: true });
    expect(integrity.heads).toEqual([
      expect.objectContaining({
        merchant_id: id,
        checkpoint: expect.objectContaining({ root: checkpoint.root, signed_by: fingerprint }),
      }),
    ]);
  });

  test('shows a person the ends of the logs that the person may see, and no others', async () => {
    const administrator = await signIn(door);
    const [one, other] = [await newMerchant(door), await newMerchant(door)];
    const merchants = [one.id];
    const grant = { role: 'viewer', merchants };
    const viewer = await signIn(door, await newPerson(administrator, door, grant));
    const seen = async (person: SignedIn) =>
      as<Integrity>(await person.get(`/audit/integrity?merchant=${one.id}`)).heads.map(
        ({ merchant_id: id }) => id,
      );
    // A log has an end once something of it is sealed.
    await expect
      .poll(() => seen(administrator), TIMEOUT)
      .toEqual(expect.arrayContaining([one.id, other.id]));
    expect(await seen(viewer)).toEqual([one.id]);
  });

  test('gives its records anew, closed, and whoever hashes them comes to the signed root', async () => {
    const { id, api } = await newMerchant(door);
    for (let count = 0; count < 40; count += 1)
      await api.pay(payment({ customer_reference: 'cus_secret' }));
    const { verifier_key: key } = await firstKey(api);
    const early = await sealed(api, 20);
    const { note, size } = await sealed(api, 40);
    const texts: string[] = [];
    const report = await verified(api, id, { note, size, key, earlier: early.note, texts });
    expect(report.lines.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    expect(report.lines.filter(({ verdict }) => verdict === 'proved')).toHaveLength(3);
    expect(texts.join()).not.toContain('cus_secret');
  });

  test.each(['changed', 'deleted', 'rehashed'] as const)(
    'does not verify where a record was %s in the database',
    async (how) => {
      const { id, uuid, api } = await newMerchant(door);
      for (let count = 0; count < 40; count += 1) await api.pay();
      const { verifier_key: key } = await firstKey(api);
      const { note, size } = await sealed(api, 40);
      const events = as<{ data: ShownEvent[] }>(await api.get('/events?kind=attempt&limit=200'));
      const seq = events.data[20]?.seq ?? 0;
      await tamper(uuid, seq, how);
      const report = await verified(api, id, { note, size, key });
      const [fault] = report.lines.filter(({ verdict }) => verdict === 'wrong');
      const [, first, last = first] = / (\d+)(?: to (\d+))? is /.exec(fault?.text ?? '') ?? [];
      expect([Number(first) <= seq, Number(last) >= seq]).toEqual([true, true]);
    },
  );

  test('refuses records that it has not, too many, and in a wrong order', async () => {
    const { api } = await newMerchant(door);
    await api.pay();
    const { size } = await sealed(api, 1);
    const ask = (first: number, last: number, tree: number) =>
      api.get(`/audit/records?first=${first}&last=${last}&size=${tree}`);
    expect((await ask(1, size, size)).status).toBe(200);
    expectProblem(await ask(0, 1, size), 'invalid-request', ['/first']);
    expectProblem(await ask(1, size + 1, size), 'invalid-request', ['/last']);
    expectProblem(await ask(1, 1001, 2000), 'invalid-request', ['/last']);
    expectProblem(await ask(1, 1, size + 999), 'invalid-request', ['/size']);
  });

  test('draws a sample that anybody can draw again', async () => {
    const { api } = await newMerchant(door);
    const paid = 30;
    for (let count = 0; count < paid; count += 1) await api.pay();
    const query = `from=${dayFromNow(-1)}T00:00:00Z&to=${dayFromNow(2)}T00:00:00Z`;
    const draw = async (seed: string) =>
      as<ShownSample>(await api.get(`/audit/sample?${query}&size=7&seed=${seed}`));
    await expect.poll(async () => (await draw('a')).matching, TIMEOUT).toBe(paid);
    const drawn = await draw('a');
    const events = as<{ data: ShownEvent[] }>(await api.get('/events?kind=attempt&limit=200'));
    const rank = (seq: number) => createHash('sha256').update(`a:${seq}`).digest('hex');
    const seqs = events.data.map(({ seq }) => seq);
    const expected = seqs.sort((one, other) => (rank(one) < rank(other) ? -1 : 1)).slice(0, 7);
    expect(drawn.data.map(({ seq }) => seq)).toEqual(expected.sort((one, other) => one - other));
    expect((await draw('b')).data).not.toEqual(drawn.data);
    expectProblem(await api.get(`/audit/sample?${query}&size=0&seed=a`), 'invalid-request', [
      '/size',
    ]);
  });
});

describe('a daily review', () => {
  const [door] = doors;
  if (!door) throw new Error('no door');
  let yesterday: string;
  let administrator: SignedIn;

  beforeAll(async () => {
    await clearOfNext(DAY_MS, 120_000);
    yesterday = dayFromNow(-1);
    administrator = await signIn(door);
  });

  test('of a day with nothing in it is kept with what was seen, as an event of the log', async () => {
    const { id, api } = await newMerchant(door);
    const grant = { role: 'auditor', merchants: [id] };
    const person = await newPerson(administrator, door, grant);
    const auditor = await signIn(door, person);
    const path = `/audit/reviews?merchant=${id}`;
    const note = 'Nothing happened; <b>nothing</b> open.';
    const signed = await auditor.post(path, { day: yesterday, note });
    expect(signed.status).toBe(201);
    expect(signed.json).toMatchObject({
      day: yesterday,
      note,
      reviewed_by: person.email,
      role: 'auditor',
      seen: { attempts: 0, outcomes: {}, amounts: {}, control_failures: expect.any(Number) },
    });
    const again = await auditor.post(path, { day: yesterday, note: 'Looked once more.' });
    const ids = async () =>
      (await api.get('/events?outcome=day.reviewed')).json.data.map((event) => event.id);
    await expect.poll(ids, TIMEOUT).toEqual([again.json.id, signed.json.id]);
    // The merchant was made today, and the review of the day before shows all the same.
    const days = as<ReviewDays>(await auditor.get(path)).data;
    expect(days.map(({ day, reviews }) => [day, reviews.length])).toEqual([
      [dayFromNow(0), 0],
      [yesterday, 2],
    ]);
    const [event] = (await api.get(`/audit/access?subject=${yesterday}`)).json.data;
    expect(event).toMatchObject({
      actor: person.email,
      action: 'day.reviewed',
      reason: 'Looked once more.',
    });
  });

  test('shows its day with the totals, and the days that have none', async () => {
    const { id, api } = await newMerchant(door);
    const at = (day: string) => `${day}T12:00:00Z`;
    const observations = [-3, -1].map((days, index) => ({
      id: `observed-${index}`,
      occurred_at: at(dayFromNow(days)),
      operation: 'payments',
      idempotency_key: `k-${index}`,
      outcome: 'executed',
      http_status: 201,
      fingerprint: 'a'.repeat(64),
      amount: 1250,
      currency: 'JPY',
    }));
    expect((await api.post('/observations', { observations })).json.accepted).toBe(2);
    const path = `/audit/reviews?merchant=${id}`;
    const days = async () => as<ReviewDays>(await administrator.get(path)).data;
    await expect.poll(async () => (await days()).length, TIMEOUT).toBe(4);
    const note = 'One payment, as it should be.';
    const review = as<Review>(await administrator.post(path, { day: dayFromNow(-3), note }));
    expect(review.seen).toMatchObject({
      attempts: 1,
      outcomes: { executed: 1 },
      amounts: { JPY: '1250' },
    });
    await expect.poll(async () => (await days()).at(-1)?.reviews.length, TIMEOUT).toBe(1);
    const shown = (await days()).map(({ day, over, attempts, reviews }) => [
      day,
      over,
      attempts,
      reviews.length,
    ]);
    expect(shown).toEqual([
      [dayFromNow(0), false, 0, 0],
      [dayFromNow(-1), true, 1, 0],
      [dayFromNow(-2), true, 0, 0],
      [dayFromNow(-3), true, 1, 1],
    ]);
    expect((await days()).at(-1)?.reviews).toEqual([review]);
  });

  test('is refused of a day that is not over, without a note, and by who may not sign off', async () => {
    const { id, api } = await newMerchant(door);
    const path = `/audit/reviews?merchant=${id}`;
    for (const day of [dayFromNow(0), dayFromNow(1)]) {
      expectProblem(await administrator.post(path, { day, note: 'x' }), 'invalid-request', [
        '/day',
      ]);
    }
    for (const day of ['2026-02-30', '2026-1-1', '1969-12-31', 'yesterday']) {
      expectProblem(await administrator.post(path, { day, note: 'x' }), 'invalid-request', [
        '/day',
      ]);
    }
    const empty = await administrator.post(path, { day: yesterday, note: '  ' });
    expectProblem(empty, 'invalid-request', ['/note']);
    for (const role of ['viewer', 'engineer']) {
      const person = await newPerson(administrator, door, { role, merchants: [id] });
      const reader = await signIn(door, person);
      expect((await reader.get(path)).status).toBe(200);
      expectProblem(await reader.post(path, { day: yesterday, note: 'x' }), 'forbidden');
    }
    expectProblem(await api.post('/audit/reviews', { day: yesterday, note: 'x' }), 'forbidden');
    expect((await api.get('/events?outcome=day.reviewed')).json.data).toEqual([]);
  });
});
