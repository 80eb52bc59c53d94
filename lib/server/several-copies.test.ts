import { expect, test, vi } from 'vitest';

/** As Next bundles it for pages, for routes, and the server for itself. */
async function copies<Module>(load: () => Promise<Module>): Promise<[Module, Module]> {
  const one = await load();
  vi.resetModules();
  return [one, await load()];
}

test('a failed statement of one copy is known as one by the others: a page says that the database is away', async () => {
  const [one, other] = await copies(() => import('@/lib/database/failure'));
  expect(one.DatabaseError).not.toBe(other.DatabaseError);
  const error: unknown = new one.DatabaseError('unavailable', new Error('timeout'));
  expect(error instanceof other.DatabaseError).toBe(true);
  for (const no of [new Error('no'), null, undefined, 'text', {}]) {
    expect((no as unknown) instanceof other.DatabaseError).toBe(false);
  }
});

test('a refusal of one copy is known as one by the others', async () => {
  const [one, other] = await copies(() => import('@/lib/http/problem'));
  expect(one.Problem).not.toBe(other.Problem);
  expect((one.notFound() as unknown) instanceof other.Problem).toBe(true);
  expect((new Error('no') as unknown) instanceof other.Problem).toBe(false);
});
