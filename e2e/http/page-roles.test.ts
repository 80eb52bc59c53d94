import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { Api, payment, type Reply } from './api';
import { type Door, doors, type Merchant, newMerchant } from './doors';
import { PRIVATE_PAGES } from './pages';
import { newPerson, type SignedIn, signIn } from './signed-in';

const EVERY_ROLE = ['viewer', 'engineer', 'auditor', 'admin'];
type Outcome = 'page' | 'no permission' | 'sign-in' | 'not found';

/** Contract §3, written down a second time: to which roles at a merchant each page is shown. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  '/': EVERY_ROLE,
  '/audit': EVERY_ROLE,
  '/audit/access': EVERY_ROLE,
  '/audit/exports': ['auditor', 'admin'],
  '/audit/report': EVERY_ROLE,
  '/audit/reviews': EVERY_ROLE,
  '/conflicts': EVERY_ROLE,
  '/expiring': EVERY_ROLE,
  '/keys': EVERY_ROLE,
  '/keys/[id]': EVERY_ROLE,
  '/keys/compare': EVERY_ROLE,
  '/settings': EVERY_ROLE,
  '/settings/account': EVERY_ROLE,
  '/settings/api-keys': ['admin'],
  // Of an admin of all merchants alone.
  '/settings/merchants': [],
  '/settings/people': [],
};
/** What callers send that a role without payloads may not see. */
const PAYLOAD = { description: 'Zq-description', metadata: { about: 'Zq-metadata' } };
const SEES_PAYLOADS = ['engineer', 'admin'];
/** As Next itself asks; RSC without its own parameter is led to it first. */
const WAYS = { document: {}, RSC: { rsc: '1' } } as const;
const FOR_ANOTHER_ROLE = 'Not for your role';
// What `npm start` uses; that the other door's pages are the same ones is for gate.test.ts.
const door = doors.find(({ name }) => name === 'door two') as Door;

interface Shop {
  readonly merchant: Merchant;
  readonly keyId: string;
  /** Whatever stands on a page only where somebody looks at this merchant. */
  readonly signs: readonly string[];
}

let own: Shop;
let other: Shop;
const people: Record<string, SignedIn> = {};

async function newShop(): Promise<Shop> {
  const mark = `Zq${randomBytes(6).toString('hex')}`;
  const merchant = await newMerchant(door);
  const { api } = merchant;
  const sent = payment({ customer_reference: `cus-${mark}`, order_reference: mark, ...PAYLOAD });
  const paid = await api.keyed('/payments', sent, `key-${mark}`);
  await api.keyed('/payments', { ...sent, amount: 7 }, `key-${mark}`);
  const keyId = await vi.waitFor(
    async () => {
      const { data } = (await api.get('/events?outcome=payload_conflict')).json;
      expect(data).toHaveLength(1);
      expect((await api.get('/keys')).json.data).toHaveLength(1);
      return String(data[0]?.key_id);
    },
    { timeout: 30_000, interval: 200 },
  );
  return { merchant, keyId, signs: [merchant.id, mark, keyId, String(paid.json.id)] };
}

beforeAll(async () => {
  [own, other] = await Promise.all([newShop(), newShop()]);
  const administrator = await signIn(door);
  const merchants = [own.merchant.id];
  const enter = async (name: string, grant: Parameters<typeof newPerson>[2]) => {
    const person = await newPerson(administrator, door, grant);
    people[name] = await signIn(door, person);
    return person;
  };
  const [{ email }] = await Promise.all([
    enter('ended', { role: 'admin', merchants }),
    enter('of another merchant', { role: 'admin', merchants: [other.merchant.id] }),
    ...EVERY_ROLE.map((role) => enter(role, { role, merchants })),
  ]);
  await withConnection(inject('instancesDatabase').ownerUrl, (client) =>
    client.query(
      `UPDATE auth_grants SET ends_at = now() - interval '1 second'
       WHERE user_id = (SELECT id FROM auth_users WHERE email = $1)`,
      [email],
    ),
  );
});

/** A page's address at a shop, or at the merchant that a person sees first. */
function addressOf(page: string, { keyId }: Shop, at: Shop | undefined): string {
  const path = page.replace('[id]', keyId);
  return at ? `${path}?merchant=${at.merchant.id}` : path;
}

async function visit(who: string, address: string, headers: object): Promise<Reply> {
  const client = people[who] ?? new Api(door.url, undefined);
  const suffix = 'rsc' in headers ? `${address.includes('?') ? '&' : '?'}_rsc` : '';
  return await client.get(`~${address}${suffix}`, { ...headers });
}

/** What a page turned out to be; as RSC, a page that leads elsewhere or is none says so inside. */
function outcomeOf({ status, headers, text }: Reply): Outcome {
  if (status === 307 || text.includes('NEXT_REDIRECT')) {
    expect(headers.location ?? text).toMatch(/\/sign-in(\?|;|$)/m);
    return 'sign-in';
  }
  if (status === 404 || text.includes('NEXT_HTTP_ERROR_FALLBACK;404')) return 'not found';
  expect(status, text.slice(0, 300)).toBe(200);
  expect(/This could not be read.{0,300}/s.exec(text)?.[0]).toBeUndefined();
  return text.includes(FOR_ANOTHER_ROLE) ? 'no permission' : 'page';
}

const found = (text: string, signs: readonly string[]) =>
  signs.filter((sign) => text.includes(sign));

test('the matrix has every page', () => {
  expect(Object.keys(PAGES).sort()).toEqual(PRIVATE_PAGES);
});

describe.each(Object.entries(WAYS))('as %s', (way, headers) => {
  test.each(EVERY_ROLE)(
    'a %s sees the pages of the role, and payloads only if it may',
    async (role) => {
      const seen: string[] = [];
      await Promise.all(
        Object.entries(PAGES).map(async ([page, roles]) => {
          const reply = await visit(role, addressOf(page, own, own), headers);
          const name = `${role} at ${page}`;
          expect(outcomeOf(reply), name).toBe(roles.includes(role) ? 'page' : 'no permission');
          if (way === 'RSC') expect(reply.headers['content-type']).toBe('text/x-component');
          expect(found(reply.text, other.signs), name).toEqual([]);
          if (/Zq-(description|metadata)/.test(reply.text)) seen.push(page);
          if (page.startsWith('/keys')) expect(found(reply.text, own.signs), name).not.toEqual([]);
        }),
      );
      // Where they are shown the same search finds them: it can fail.
      if (SEES_PAYLOADS.includes(role)) expect(seen).toContain('/keys/[id]');
      else expect(seen).toEqual([]);
    },
  );

  test('of another merchant, nobody sees a byte', async () => {
    await Promise.all(
      Object.keys(PAGES).flatMap((page) =>
        [own, undefined].map(async (at) => {
          const address = addressOf(page, own, at);
          const reply = await visit('of another merchant', address, headers);
          // The address that was asked for comes back in the page; what it stands for does not.
          const told = found(
            reply.text.replaceAll(own.merchant.id, '').replaceAll(own.keyId, ''),
            own.signs,
          );
          expect(told, address).toEqual([]);
          expect(outcomeOf(reply), address).toBe(strangersOutcome(page, at));
        }),
      ),
    );
  });

  test.each(['ended', 'nobody'])(
    '%s: every page leads to sign-in, with nothing in it',
    async (who) => {
      await Promise.all(
        Object.keys(PAGES).map(async (page) => {
          const reply = await visit(who, addressOf(page, own, own), headers);
          expect(outcomeOf(reply), page).toBe('sign-in');
          const text = reply.text.replaceAll(own.merchant.id, '').replaceAll(own.keyId, '');
          expect(found(text, [...own.signs, ...other.signs]), page).toEqual([]);
        }),
      );
    },
  );
});

/** At a merchant that is not theirs no page is theirs but their account; at their own all are. */
function strangersOutcome(page: string, at: Shop | undefined): Outcome {
  if (page === '/settings/account') return 'page';
  if (PAGES[page]?.length === 0 || at) return 'no permission';
  return page === '/keys/[id]' ? 'not found' : 'page';
}
