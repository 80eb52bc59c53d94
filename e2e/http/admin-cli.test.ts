import { spawnSync } from 'node:child_process';
import { expect, inject, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { pause } from '../app-process';
import { Api, payment } from './api';
import { type Door, doors, newMerchant } from './doors';
import { systemEventsOf } from './remains';
import { signIn } from './signed-in';

const REVOKED_EVERYWHERE_MS = 5_000;
const SEALED_MS = 20_000;
const { appUrl, ownerUrl } = inject('instancesDatabase');

function admin(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/admin.mjs', ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      DATABASE_URL: appUrl,
      DIRECT_DATABASE_URL: ownerUrl,
      ONCEOVER_SECRET: 'e2e-tests-secret-0123456789abcdef',
    },
  });
  const lines = status === 0 ? stdout.trimEnd().split('\n') : [];
  const rows: Record<string, string>[] = lines.map((line) => JSON.parse(line));
  return { status, stdout, stderr, rows };
}

test('merchants and API keys are managed from the command line, each change with its reason', async () => {
  const [made] = admin('merchants', 'create', '--name', 'Shop', '--reason', 'opened').rows;
  const merchant = made?.id ?? '';
  expect(admin('merchants').rows).toContainEqual(made);
  const create = ['keys', 'create', '--merchant', merchant, '--name', 'till', '--reason', 'a till'];
  const [key] = admin(...create, '--scopes', 'ingest').rows;
  expect(key?.secret).toMatch(/^oc_/);
  const listed = admin('keys', '--merchant', merchant);
  expect(listed.rows).toMatchObject([{ id: key?.id, revoked_at: null }]);
  expect(listed.stdout).not.toContain(key?.secret);

  const api = new Api(doors[1]?.url ?? '', key?.secret);
  expect((await api.pay()).status).toBe(201);
  const revoke = ['keys', 'revoke', '--merchant', merchant, '--key', key?.id ?? ''];
  expect(admin(...revoke, '--reason', 'lost').status).toBe(0);
  await pause(REVOKED_EVERYWHERE_MS);
  expect((await api.pay()).status).toBe(401);
  const events = await systemEventsOf(merchant);
  expect(events.map(({ outcome, record }) => [outcome, record.actor_role, record.reason])).toEqual([
    ['merchant.created', 'command_line', 'opened'],
    ['api_key.created', 'command_line', 'a till'],
    ['api_keys.read', 'command_line', null],
    ['api_key.revoked', 'command_line', 'lost'],
  ]);
});

test('a customer is erased from the command line; its payment stays, without whose it was', async () => {
  const { id, api } = await newMerchant(doors[1] as Door);
  const paid = await api.pay(payment({ customer_reference: 'cus_gone', metadata: { a: 'b' } }));
  const erase = ['erase-customer', '--merchant', id, '--customer', 'cus_gone', '--reason', 'asked'];
  const { rows, stderr } = admin(...erase);
  expect(rows, stderr).toMatchObject([{ events: 1, payments: 1, bodies: 2, waiting: 0 }]);
  expect(stderr).toMatch(/^onceover: run it again while .*"waiting".* after a minute.*\n$/);
  const { metadata: _metadata, ...rest } = paid.json;
  expect((await api.get(`/payments/${paid.json.id}`)).json).toEqual({
    ...rest,
    customer_reference: null,
  });
});

test('a customer whose events somebody else holds is erased later, as one is told to', async () => {
  const { id, api } = await newMerchant(doors[1] as Door);
  await api.pay(payment({ customer_reference: 'cus_held' }));
  const logged = async () => (await api.get('/events?outcome=executed')).json.data;
  await expect.poll(logged, { timeout: SEALED_MS }).toHaveLength(1);
  const erase = ['erase-customer', '--merchant', id, '--customer', 'cus_held', '--reason', 'asked'];
  await withConnection(ownerUrl, async (holder) => {
    await holder.query('BEGIN');
    await holder.query("SELECT FROM events WHERE customer_reference = 'cus_held' FOR UPDATE");
    const { status, stderr } = admin(...erase);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^onceover: .*run it again.*\n$/)]);
  });
  const { rows, stderr } = admin(...erase);
  expect(rows, stderr).toMatchObject([{ events: 1, payments: 1, waiting: 0 }]);
});

test('people are invited from the command line by a link, and disabled', async () => {
  const email = `cli-${process.pid}@example.com`;
  const [invited] = admin('invite', email, 'auditor', '--until', '2100-01-01T00:00:00Z').rows;
  const token = invited?.invitation?.split('#invitation=')[1];
  expect(admin('people').stdout).toContain(email);
  expect(admin('people').stdout).not.toContain(token);
  const [again] = admin('invite', 'again', email, '--reason', 'lost').rows;
  const nobody = new Api(doors[1]?.url ?? '', undefined);
  const accept = (link: string | undefined) =>
    nobody.post('/api/auth/accept-invitation', {
      token: link?.split('#invitation=')[1],
      password: 'from the command line',
    });
  expect((await accept(invited?.invitation)).status).toBe(422);
  expect((await accept(again?.invitation)).status).toBe(200);
  const [door] = doors;
  if (!door) throw new Error('no door');
  const me = await signIn(door, { email, password: 'from the command line' });
  expect((await me.get('/payments')).status).toBe(200);
  expect(admin('people', 'reset', email, '--reason', 'lost the phone').status).toBe(0);
  expect((await me.get('/payments')).status).toBe(401);
  const back = await signIn(door, { email, password: 'from the command line' });
  expect((await back.get('/payments')).status).toBe(200);
  expect(admin('people', 'disable', email, '--reason', 'left').status).toBe(0);
  expect((await back.get('/payments')).status).toBe(401);
});

test.each([
  [['keys', '--merchant', 'mer_00000000000000000000000000000000'], 'No merchant has this id'],
  [['merchants', 'create', '--name', 'Shop'], '/reason'],
  [['merchants', 'create', '--nmae', 'Shop'], '--nmae'],
])('%j is refused with one line that says what is wrong', (args, said) => {
  const { status, stderr } = admin(...args);
  expect(status).toBe(1);
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(said)]);
});
