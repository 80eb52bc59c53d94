import { beforeAll, describe, expect, test, vi } from 'vitest';
import { Api, expectProblem, type Json, payment, type Reply } from './api';
import { doors, type Merchant, newMerchant } from './doors';
import { eventsOf } from './remains';
import { newPerson, type SignedIn, signIn } from './signed-in';

/** What callers send that may name somebody or is nobody's business, each to be found again. */
const SECRETS = {
  description: 'secret-description',
  metadata: { 'secret-name': 'secret-metadata', ['__proto__']: 'secret-proto' },
  payment_method: { type: 'secret-type', last4: '4711', fingerprint: 'secret-fingerprint' },
};
const HIDDEN =
  /secret-(description|metadata|name|proto|type|fingerprint|result)|"last4":("|\{)|"4711"/;
const SEES = { viewer: false, engineer: true, auditor: false, admin: true };
const REASON = { reason: 'TICKET-1138' };
const [door] = doors;
if (!door) throw new Error('no door');

let shop: Merchant;
let administrator: SignedIn;
const people: Record<string, SignedIn> = {};
let ids: Readonly<Record<string, string>>;
/** Every GET of the route table that answers JSON, with ids of what the shop has. */
let reads: string[];

beforeAll(async () => {
  shop = await newMerchant(door, ['ingest', 'read', 'export', 'admin']);
  administrator = await signIn(door);
  for (const role of Object.keys(SEES)) {
    people[role] = await signIn(door, await newPerson(administrator, door, { role }));
  }
  const secret = payment({ customer_reference: 'cus_masked', ...SECRETS });
  const paid = await shop.api.keyed('/payments', secret, 'masked');
  expect(paid.status, paid.text).toBe(201);
  const conflict = await shop.api.keyed('/payments', { ...secret, amount: 1 }, 'masked');
  expect(conflict.status, conflict.text).toBe(422);
  const job = await shop.api.keyed('/jobs', { queue: 'mail', payload: { to: 'secret-result' } });
  const events = await vi.waitFor(
    async () => {
      const { data } = (await shop.api.get('/events?key=masked')).json;
      expect(data).toHaveLength(2);
      const keys = (await shop.api.get('/keys?key=masked')).json.data;
      expect(keys).toHaveLength(1);
      return data;
    },
    { timeout: 30_000, interval: 200 },
  );
  ids = {
    payments: String(paid.json.id),
    jobs: String(job.json.id),
    keys: String(events[0]?.key_id),
    events: String(events[0]?.id),
    merchants: shop.id,
  };
  const described = await new Api(door.url, undefined).get('/openapi.json');
  const paths = described.json.paths as Record<string, Record<string, Json>>;
  reads = Object.keys(paths)
    .filter((path) => path.startsWith('/api/v1/') && 'get' in (paths[path] ?? {}))
    .map((path) => path.replace(/\/(\w+)\/\{id\}/, (_, of) => `/${of}/${ids[of] ?? 'nothing'}`))
    .filter((path) => !/\/payloads$|openapi\.json$|\{/.test(path));
});

const at = (path: string) =>
  `${path}${path.includes('?') ? '&' : '?'}merchant=${encodeURIComponent(shop.id)}`;
const person = (role: string): SignedIn => {
  const found = people[role];
  if (!found) throw new Error(role);
  return found;
};
const masks = ({ json }: Reply): unknown =>
  [json, ...(json.data ?? [])].find((each) => each.masked);

describe.each(Object.entries(SEES))('%s', (role, sees) => {
  test('no list and no detail of any route shows a payload to who may not see it', async () => {
    const shown: string[] = [];
    for (const path of reads) {
      const { status, text } = await person(role).get(at(path));
      if (status === 200 && HIDDEN.test(text)) shown.push(path.replace('/api/v1', ''));
    }
    const all = [
      `/audit/events/${ids.events}/proof`,
      '/events',
      `/events/${ids.events}`,
      '/keys',
      `/keys/${ids.keys}`,
      `/keys/${ids.keys}/events`,
      '/payments',
      `/payments/${ids.payments}`,
    ];
    // The same search finds them where they are shown: it can fail.
    expect(shown.filter((path) => all.includes(path)).sort()).toEqual(sees ? all.sort() : []);
    if (!sees) expect(shown).toEqual([]);
  });

  test('what is masked is told, and everything else is as it is', async () => {
    for (const path of ['/payments', `/payments/${ids.payments}`, `/keys/${ids.keys}`]) {
      const [mine, whole] = await Promise.all([person(role).get(at(path)), shop.api.get(path)]);
      expect(mine.status).toBe(200);
      expect(masks(mine) !== undefined, path).toBe(!sees);
      expect(mine.text.includes('cus_masked')).toBe(true);
      if (sees) expect({ ...mine.json, as_of: '' }).toEqual({ ...whole.json, as_of: '' });
    }
  });

  test('payloads are read, revealed for a reason, or neither', async () => {
    const [read, revealed, paid] = [
      await person(role).get(at(`/keys/${ids.keys}/payloads`)),
      await person(role).post(at(`/keys/${ids.keys}/reveal`), REASON),
      await person(role).post(at(`/payments/${ids.payments}/reveal`), REASON),
    ];
    if (sees) expect(read.status, read.text).toBe(200);
    else expectProblem(read, 'forbidden');
    for (const reply of [revealed, paid]) {
      if (role === 'viewer') expectProblem(reply, 'forbidden');
      else expect(reply.status, reply.text).toBe(200);
    }
    if (role === 'viewer') return;
    const bodies = revealed.json.bodies as Json[];
    expect(bodies.map(({ part, outcome }) => [part, outcome])).toEqual([
      ['request', 'payload_conflict'],
      ['response', 'executed'],
      ['request', 'executed'],
    ]);
    for (const { body } of bodies.slice(1)) expect(String(body)).toContain('secret-description');
    expect(paid.json).toMatchObject({ description: 'secret-description' });
  });

  test('what is hidden cannot be guessed by filters', async () => {
    for (const filter of ['last4=4711', 'metadata[secret-name]=secret-metadata']) {
      for (const list of ['/payments', '/keys', '/events']) {
        const reply = await person(role).get(at(`${list}?${filter}`));
        if (role === 'viewer') expectProblem(reply, 'forbidden');
        else expect(reply.json.data.length, `${list} ${filter}`).toBeGreaterThan(0);
      }
    }
  });
});

describe('a reveal', () => {
  test.each(['keys', 'payments'])('of %s is an event with who, why and of whom', async (of) => {
    const reply = await person('auditor').post(at(`/${of}/${ids[of]}/reveal`), {
      reason: `TICKET-${of}`,
    });
    expect(reply.status, reply.text).toBe(200);
    const action = of === 'keys' ? 'payloads.revealed' : 'payment.revealed';
    await vi.waitFor(
      async () => {
        const query = `action=${action}&reason=TICKET-${of}&customer=cus_masked`;
        const { data } = (await administrator.get(at(`/audit/access?${query}`))).json;
        expect(data).toMatchObject([
          {
            action,
            actor: expect.stringMatching(/^person-/),
            actor_role: 'auditor',
            subject_id: ids[of],
            reason: `TICKET-${of}`,
            customer_reference: 'cus_masked',
          },
        ]);
      },
      { timeout: 30_000, interval: 200 },
    );
  });

  test('needs a reason, and shows nothing of another merchant', async () => {
    const other = await newMerchant(door);
    for (const of of ['keys', 'payments']) {
      const path = `/${of}/${ids[of]}/reveal`;
      for (const body of [{}, { reason: ' ' }]) {
        const reply = await person('auditor').post(at(path), body);
        expectProblem(reply, 'invalid-request', ['/reason']);
        expect(reply.text).not.toMatch(HIDDEN);
      }
      expectProblem(
        await person('auditor').post(`${path}?merchant=${other.id}`, REASON),
        'not-found',
      );
      expectProblem(await shop.api.post(path, REASON), 'forbidden');
    }
  });

  test('of what is not there is no event', async () => {
    const reply = await person('auditor').post(at('/keys/nothing/reveal'), REASON);
    expectProblem(reply, 'not-found');
    expect(await eventsOf(reply.requestId, 0)).toEqual([]);
  });
});
