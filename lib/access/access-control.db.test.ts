import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { AccessControl } from './access-control';
import { newSecret } from './api-key';
import { createApiKey } from './create-api-key';
import { createMerchant } from './create-merchant';
import { ensureFirstMerchant } from './ensure-first-merchant';
import { ensureAdministrator } from './people/ensure-administrator';
import { revokeApiKey } from './revoke-api-key';

const ACTOR = { actor: 'tester', actorRole: 'test' };
const REASON = 'a test';

let database: TestDatabase;
let merchantId: string;
const opened: AccessControl[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  merchantId = await createMerchant(database.pool, ACTOR, { name: 'Acme', reason: REASON });
});

afterAll(async () => {
  for (const access of opened) await access.stop();
  await database.drop();
});

function instance(): AccessControl {
  const access = new AccessControl(database.pool, (error) => expect.fail(String(error)));
  opened.push(access);
  return access;
}

const newKey = (input: { expires_at?: string } = {}) =>
  createApiKey(database.pool, ACTOR, merchantId, {
    name: 'a key',
    scopes: ['ingest'],
    reason: REASON,
    ...input,
  });

const refusal = { slug: 'unauthenticated' };

test('a key opens its merchant, with its scopes', async () => {
  const { apiKeyId, secret } = await newKey();
  const principal = await instance().authenticate(`Bearer ${secret}`);
  expect(principal).toMatchObject({ merchantId, clientId: apiKeyId });
  expect([...principal.scopes]).toEqual(['ingest']);
});

test('neither another secret with the same prefix nor a truncated one opens anything', async () => {
  const { secret } = await newKey();
  const access = instance();
  const other = `${secret.slice(0, 16)}${newSecret().slice(16)}`;
  for (const wrong of [other, secret.slice(0, -1), `${secret}x`, newSecret()]) {
    await expect(access.authenticate(`Bearer ${wrong}`)).rejects.toMatchObject(refusal);
  }
  await expect(access.authenticate(undefined)).rejects.toMatchObject({
    headers: { 'www-authenticate': expect.stringContaining('Bearer') },
  });
});

test('a secret stands nowhere in the database', async () => {
  const { secret } = await newKey();
  const { rows } = await database.pool.query<{ text: string }>(
    `SELECT k::text AS text FROM api_keys k UNION ALL SELECT o::text FROM outbox o`,
  );
  expect(rows.length).toBeGreaterThan(1);
  for (const { text } of rows) expect(text).not.toContain(secret.slice(16));
});

test('a revoked key is refused within 5 s on every instance, and at once on the one that revoked', async () => {
  const { apiKeyId, secret } = await newKey();
  const [here, elsewhere] = [instance(), instance()];
  await here.authenticate(`Bearer ${secret}`);
  await elsewhere.authenticate(`Bearer ${secret}`);
  await revokeApiKey(database.pool, ACTOR, { merchantId, apiKeyId }, REASON);
  here.forget();
  await expect(here.authenticate(`Bearer ${secret}`)).rejects.toMatchObject(refusal);
  const deadlineMs = performance.now() + 5_000;
  for (;;) {
    // A slow request that began in time may still know the key.
    const beganAtMs = performance.now();
    const known = await elsewhere.authenticate(`Bearer ${secret}`).catch(() => undefined);
    if (!known) break;
    expect(beganAtMs).toBeLessThan(deadlineMs);
    await sleep(50);
  }
});

test('a key is refused from the moment it expires, though it was used just before', async () => {
  const expiresAtMs = Date.now() + 3_000;
  const { secret } = await newKey({ expires_at: new Date(expiresAtMs).toISOString() });
  const access = instance();
  await access.authenticate(`Bearer ${secret}`);
  await sleep(expiresAtMs - Date.now() + 50);
  await expect(access.authenticate(`Bearer ${secret}`)).rejects.toMatchObject(refusal);
});

test('a key that expires in the past is not made', async () => {
  await expect(newKey({ expires_at: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({
    slug: 'invalid-request',
    errors: [{ pointer: '/expires_at' }],
  });
});

test('the last use is recorded, without a write for each request', async () => {
  const { apiKeyId, secret } = await newKey();
  const access = new AccessControl(database.pool, (error) => expect.fail(String(error)));
  const version = async () => {
    const { rows } = await database.pool.query(
      'SELECT xmin::text, last_used_at FROM api_keys WHERE api_key_id = $1',
      [apiKeyId],
    );
    return rows[0];
  };
  const before = await version();
  for (let use = 0; use < 20; use += 1) await access.authenticate(`Bearer ${secret}`);
  expect(await version()).toEqual(before);
  await access.stop();
  const { last_used_at: lastUsedAt } = await version();
  expect(Math.abs(Date.now() - lastUsedAt.getTime())).toBeLessThan(30_000);
});

test('each change of keys has one event that names who and why', async () => {
  const { apiKeyId } = await newKey();
  await revokeApiKey(database.pool, ACTOR, { merchantId, apiKeyId }, 'leaked');
  await revokeApiKey(database.pool, ACTOR, { merchantId, apiKeyId }, 'again');
  const { rows } = await database.pool.query(
    `SELECT outcome, record->>'actor' AS actor, record->>'reason' AS reason FROM outbox
     WHERE record->>'subject_id' = $1 ORDER BY occurred_at`,
    [`key_${apiKeyId.replaceAll('-', '')}`],
  );
  expect(rows).toEqual([
    { outcome: 'api_key.created', actor: 'tester', reason: REASON },
    { outcome: 'api_key.revoked', actor: 'tester', reason: 'leaked' },
  ]);
});

test('instances that start at once make one first merchant, key and administrator', async () => {
  const apiKey = newSecret();
  const administrator = { email: 'Admin@Onceover.local', password: 'correct horse' };
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      await ensureFirstMerchant(database.pool, apiKey);
      await ensureAdministrator(database.pool, administrator);
    }),
  );
  const { rows } = await database.pool.query(
    `SELECT (SELECT count(*)::int FROM merchants WHERE name = 'demo') AS merchants,
       (SELECT count(*)::int FROM api_keys WHERE name = 'first key') AS keys,
       (SELECT count(*)::int FROM auth_users) AS users,
       (SELECT count(*)::int FROM auth_accounts WHERE password ~ '^[0-9a-f]{32}:[0-9a-f]{128}$') AS accounts`,
  );
  expect(rows).toEqual([{ merchants: 1, keys: 1, users: 1, accounts: 1 }]);
  const principal = await instance().authenticate(`Bearer ${apiKey}`);
  expect([...principal.scopes]).toEqual(['ingest', 'read', 'export', 'admin', 'operator']);
});
