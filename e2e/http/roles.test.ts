import { beforeAll, describe, expect, test } from 'vitest';
import { Api, expectProblem, type Json } from './api';
import { doors, newMerchant } from './doors';
import { newPerson, type SignedIn, signIn } from './signed-in';

/** Contract §3, written down a second time: which scopes a role has at a merchant, and at all. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  viewer: ['read'],
  engineer: ['read', 'payloads', 'notes', 'annotate'],
  auditor: ['read', 'export', 'reveal', 'sign_off', 'notes'],
  admin: ['read', 'export', 'admin', 'payloads', 'sign_off', 'notes'],
};
const OF_ALL_MERCHANTS: Readonly<Record<string, readonly string[]>> = {
  ...ROLES,
  admin: ['read', 'export', 'admin', 'payloads', 'sign_off', 'notes', 'operator', 'people'],
};
const [door] = doors;
if (!door) throw new Error('no door');

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly string[];
}

let operations: Operation[];
let administrator: SignedIn;
let own: string;
let other: string;

beforeAll(async () => {
  const reply = await new Api(door.url, undefined).get('/openapi.json');
  const paths = reply.json.paths as Record<string, Record<string, Json>>;
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .map(([method, { security }]) => ({
        method: method.toUpperCase(),
        path,
        scopes: (security as Record<string, string[]>[]).flatMap((each) =>
          Object.values(each).flat(),
        ),
      }))
      .filter(({ scopes }) => path.startsWith('/api/v1/') && scopes.length > 0),
  );
  administrator = await signIn(door);
  own = (await newMerchant(door)).id;
  other = (await newMerchant(door)).id;
});

/** With ids of nothing, and at a merchant. */
function address({ path }: Operation, merchant: string): string {
  const template = path
    .replace('{operation}', 'payments')
    .replace('/merchants/{id}', `/merchants/${merchant}`)
    .replaceAll(/\{\w+\}/g, 'nothing');
  return `${template}?merchant=${merchant}`;
}

async function ask(person: SignedIn, operation: Operation, merchant: string) {
  const { method } = operation;
  const body = method === 'GET' ? undefined : {};
  return await person.send(address(operation, merchant), { method, body });
}

/** Answered where one of the scopes suffices, else 403. */
async function expectAnswer(
  person: SignedIn,
  operation: Operation,
  merchant: string,
  scopes: readonly string[],
): Promise<void> {
  const { status, text } = await ask(person, operation, merchant);
  const name = `${operation.method} ${operation.path}: ${text}`;
  if (operation.scopes.some((scope) => scopes.includes(scope))) {
    expect([401, 403], name).not.toContain(status);
  } else {
    expect(status, name).toBe(403);
  }
}

test('the matrix has every route that takes credentials', () => {
  expect(operations.length).toBeGreaterThan(20);
  expect(operations.filter(({ scopes }) => scopes.includes('people'))).toHaveLength(7);
});

describe.each(Object.keys(ROLES))('%s', (role) => {
  test('of one merchant: what the role may there, and nothing elsewhere', async () => {
    const grant = { role, merchants: [own] };
    const me = await signIn(door, await newPerson(administrator, door, grant));
    await Promise.all(
      operations.map(async (operation) => {
        await expectAnswer(me, operation, own, ROLES[role] ?? []);
        expectProblem(await ask(me, operation, other), 'forbidden');
      }),
    );
  });

  test('of all merchants: the same at each', async () => {
    const me = await signIn(door, await newPerson(administrator, door, { role }));
    const scopes = OF_ALL_MERCHANTS[role] ?? [];
    await Promise.all(
      operations.flatMap((operation) =>
        [own, other].map((merchant) => expectAnswer(me, operation, merchant, scopes)),
      ),
    );
  });
});
