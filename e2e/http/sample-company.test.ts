import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { API_KEY } from '../app-process';
import { expectProblem, type Json } from './api';
import { type Door, doors, newMerchant, operator } from './doors';
import { type SignedIn, signIn } from './signed-in';

const WAIT = { timeout: 60_000, interval: 200 };
const [doorOne, doorTwo] = doors as readonly [Door, Door];
const reason = 'a test';

/** As an administrator of all merchants sees a merchant. */
async function read(person: SignedIn, path: string, merchant: string): Promise<Json> {
  const sign = path.includes('?') ? '&' : '?';
  const { status, text, json } = await person.get(`${path}${sign}merchant=${merchant}`);
  expect(status, text).toBe(200);
  return json;
}

test('the sample company is loaded from the command line, answers its tickets, and is removed', async () => {
  const args = ['scripts/simulate.mjs', '--sample-company', '--url', doorTwo.url, '--key', API_KEY];
  const child = spawn(process.execPath, args, { stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  await once(child, 'close');
  expect(child.exitCode, output).toBe(0);
  const [merchant = ''] = /mer_[0-9a-f]{32}/.exec(output) ?? [];
  expect(output).toContain('customer 123456, EUR 19.99, Tuesday, charged twice');

  const admin = await signIn(doorOne);
  expect(await read(admin, '/sample-company', merchant)).toMatchObject({ is_sample: true });
  const ticket = async (list: string) =>
    (await read(admin, `${list}customer_reference=123456`, merchant)).data;
  // What is observed is sealed batch by batch, in no order of its own.
  await expect
    .poll(async () => {
      const attempts = await ticket('/events?kind=attempt&');
      return attempts.map(({ outcome, source }) => `${source} ${outcome}`).sort();
    }, WAIT)
    .toEqual(['observed executed', 'observed executed', 'observed response_undelivered']);
  expect(await ticket('/keys?')).toHaveLength(2);
  // It is one company, whoever loads it.
  const again = await admin.post(`/sample-company?merchant=${merchant}`, { reason });
  expect(again.json).toMatchObject({ merchant_id: merchant, is_sample: true });

  const removed = await admin.post(`/merchants/${merchant}/remove`, { reason });
  expect(removed.status, removed.text).toBe(200);
  expect(removed.json).toMatchObject({ is_sample: false, tickets: [] });
  expectProblem(await admin.get(`/keys?merchant=${merchant}`), 'forbidden');
  const { json } = await operator(doorTwo).get('/merchants?limit=200');
  expect(json.data.map(({ id }) => id)).not.toContain(merchant);
  expectProblem(await admin.post(`/merchants/${merchant}/remove`, { reason }), 'not-found');
});

test('nothing else is removed, and neither its own merchant nor its admin may do either', async () => {
  const merchant = await newMerchant(doorTwo);
  const path = `/merchants/${merchant.id}/remove`;
  expectProblem(await operator(doorTwo).post(path, { reason }), 'not-found');
  expectProblem(await operator(doorTwo).post('/merchants/nothing/remove', { reason }), 'not-found');
  expectProblem(await operator(doorTwo).post(path, {}), 'invalid-request', ['/reason']);
  expectProblem(await merchant.api.post(path, { reason }), 'forbidden');
  expectProblem(await merchant.api.post('/sample-company', { reason }), 'forbidden');
  expect((await merchant.api.get('/sample-company')).json).toMatchObject({
    is_sample: false,
    merchant_id: merchant.id,
    tickets: [],
  });
});
