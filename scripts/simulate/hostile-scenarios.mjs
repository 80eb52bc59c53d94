import { pay } from './operation-scenarios.mjs';

/** @typedef {import('./simulation.mjs').Scenario} Scenario */
/** @typedef {import('./actor.mjs').Actor} Actor */

const REUSED = { status: [422], slug: 'idempotency-key-reused' };
const REPLAY = { status: [201], replayed: true };

/** Requests that are refused, each with its problem; `corrected` ones then work with their key. */
/** @type {readonly { what: string, status: number, slug: string, change: (valid: string) => object }[]} */
const BAD_REQUESTS = [
  {
    what: 'no key',
    status: 400,
    slug: 'idempotency-key-missing',
    change: () => ({ key: undefined }),
  },
  {
    what: 'two keys',
    status: 400,
    slug: 'idempotency-key-invalid',
    change: () => ({ key: 'a, b' }),
  },
  {
    what: 'truncated',
    status: 400,
    slug: 'invalid-json',
    change: (valid) => ({ body: valid.slice(0, -1) }),
  },
  {
    what: 'a duplicate member',
    status: 400,
    slug: 'invalid-json',
    change: (valid) => ({ body: valid.replace('{', '{"amount":1,') }),
  },
  {
    what: 'a negative amount',
    status: 422,
    slug: 'invalid-request',
    change: (valid) => ({ body: valid.replace(/"amount":/, '"amount":-') }),
  },
  {
    what: 'an unknown member',
    status: 422,
    slug: 'invalid-request',
    change: (valid) => ({ body: valid.replace('{', '{"role":"admin",') }),
  },
  {
    what: 'text',
    status: 415,
    slug: 'unsupported-media-type',
    change: () => ({ headers: { 'content-type': 'text/plain' } }),
  },
  {
    what: 'no credentials',
    status: 401,
    slug: 'unauthenticated',
    change: () => ({ apiKey: 'none' }),
  },
  { what: 'no such path', status: 404, slug: 'not-found', change: () => ({ path: '/payment' }) },
  {
    what: 'no such method',
    status: 405,
    slug: 'method-not-allowed',
    change: () => ({ method: 'DELETE' }),
  },
];

/** @type {readonly Scenario[]} */
export const HOSTILE_SCENARIOS = [
  {
    name: 'bad-requests',
    weight: 6,
    async play(actor) {
      const { body, intent, charge } = actor.newPayment();
      const key = actor.newKey();
      const { status, slug, change } = actor.random.pick(BAD_REQUESTS);
      const sent = { key, body, ...change(JSON.stringify(body)) };
      await actor.send({ ...sent, label: 'bad_request', status: [status], slug });
      const corrected = { key, body, intent, charge, status: [201], replayed: false };
      await actor.send({ ...corrected, label: 'corrected' });
    },
  },
  {
    // R8, R9, R11: a captured request, hammered from elsewhere without back-off.
    name: 'attack-burst',
    weight: 1,
    async play(actor) {
      const { key, body } = await pay(actor);
      const from = actor.newIdentity(100, 110);
      for (let replay = actor.random.int(21, 40); replay > 0; replay -= 1) {
        await actor.send({ label: 'attack:burst', key, body, from, ...REPLAY });
        await actor.pause(20, 21);
      }
    },
  },
  {
    // R6, R7: one captured request, now and then, from another network and agent.
    name: 'attack-slow-replay',
    weight: 1,
    async play(actor) {
      const { key, body } = await pay(actor);
      const from = { ...actor.newIdentity(111, 120), agent: 'curl/8.9.1' };
      for (let replay = actor.random.int(3, 6); replay > 0; replay -= 1) {
        await actor.pause(300, 900);
        await actor.send({ label: 'attack:slow-replay', key, body, from, ...REPLAY });
      }
    },
  },
  {
    // R10: many captured requests replayed at once from one place.
    name: 'attack-mass-replay',
    weight: 1,
    async play(actor) {
      const captured = [];
      for (let count = 0; count < 50; count += 1) captured.push(await pay(actor));
      const from = actor.newIdentity(121, 130);
      const replays = captured.map(({ key, body }) =>
        actor.send({ label: 'attack:mass-replay', key, body, from, ...REPLAY }),
      );
      await Promise.all(replays);
    },
  },
  {
    // R3: a captured request with only the money or its receiver changed.
    name: 'attack-altered-payload',
    weight: 1,
    async play(actor) {
      const { key, fields } = await pay(actor);
      const from = actor.newIdentity(131, 140);
      for (const change of [
        { amount: 249_999 },
        { customer_reference: 'cus_mallory' },
        { amount: 1 },
      ]) {
        const body = actor.bodyOf(actor.newName('refused'), { ...fields, ...change });
        await actor.send({ label: 'attack:altered-payload', key, body, from, ...REUSED });
        await actor.pause(10, 50);
      }
    },
  },
  {
    // C7: a key of one operation tried on the others.
    name: 'attack-cross-operation',
    weight: 1,
    async play(actor) {
      const { key, id } = await pay(actor);
      const from = actor.newIdentity(141, 150);
      const attempt = { label: 'attack:cross-operation', key, from, ...REUSED };
      await actor.send({ ...attempt, path: '/refunds', body: { payment_id: id } });
      await actor.send({ ...attempt, path: '/jobs', body: { queue: 'payouts', payload: {} } });
    },
  },
  {
    // R14: guessing ids and keys that are counted up.
    name: 'attack-probing',
    weight: 1,
    async play(actor) {
      const from = actor.newIdentity(151, 160);
      const guessed = { label: 'attack:probing', method: 'GET', from, status: [404] };
      const start = actor.random.int(0, 2 ** 30);
      for (let guess = start; guess < start + 25; guess += 1) {
        const id = guess.toString(16).padStart(32, '0');
        await actor.send({ ...guessed, path: `/payments/pay_${id}`, slug: 'not-found' });
      }
    },
  },
  {
    // S14, R18: API keys that are guessed.
    name: 'attack-credential-stuffing',
    weight: 1,
    async play(actor) {
      const { key, body } = await pay(actor);
      const from = actor.newIdentity(161, 170);
      for (let guess = 0; guess < 30; guess += 1) {
        const apiKey = `oc_${actor.random.hex(12)}_${actor.random.hex(43)}`;
        const refused = { status: [401], slug: 'unauthenticated' };
        await actor.send({
          label: 'attack:credential-stuffing',
          key,
          body,
          from,
          apiKey,
          ...refused,
        });
      }
    },
  },
];
