import { PAID, pay, REPLAYED, REUSED } from './honest-scenarios.mjs';
import { newApiKey, revokeApiKey } from './merchants.mjs';

/** @typedef {import('./simulation.mjs').Scenario} Scenario */
/** @typedef {import('./actor.mjs').Actor} Actor */

const REVOKED_EVERYWHERE_MS = 5_000;
const REFUSED = { status: [401], slug: 'unauthenticated' };

/**
 * Families of replay attacks; each actor is one victim and its attacker, who comes from other
 * addresses than honest clients do. The rules in brackets are those that should see it.
 * @type {readonly Scenario[]}
 */
export const ATTACK_SCENARIOS = [
  {
    // One captured request, hammered without back-off (R8, R9, R11).
    name: 'attack-burst',
    weight: 1,
    async play(actor) {
      const captured = await pay(actor);
      const from = actor.newIdentity(100, 109);
      for (let replay = actor.random.int(21, 40); replay > 0; replay -= 1) {
        await actor.send({ label: 'attack:burst', ...captured, from, ...REPLAYED });
        await actor.pause(20, 21);
      }
    },
  },
  {
    // One captured request from many machines (R6, R7, R9).
    name: 'attack-many-clients',
    weight: 1,
    async play(actor) {
      const captured = await pay(actor);
      for (let replay = actor.random.int(10, 30); replay > 0; replay -= 1) {
        const agent = actor.random.pick([
          'curl/8.9.1',
          'python-requests/2.32',
          'Go-http-client/2.0',
        ]);
        const from = { ...actor.newIdentity(110, 129), agent };
        await actor.send({ label: 'attack:many-clients', ...captured, from, ...REPLAYED });
        await actor.pause(5, 50);
      }
    },
  },
  {
    // Now and then, from another network and agent (R6, R7).
    name: 'attack-slow-replay',
    weight: 1,
    async play(actor) {
      const captured = await pay(actor);
      const from = { ...actor.newIdentity(130, 139), agent: 'curl/8.9.1' };
      for (let replay = actor.random.int(3, 8); replay > 0; replay -= 1) {
        await actor.pause(500, 2_000);
        await actor.send({ label: 'attack:slow-replay', ...captured, from, ...REPLAYED });
      }
    },
  },
  {
    // All at once, long after everybody forgot it (R9, R12).
    name: 'attack-late-burst',
    weight: 1,
    async play(actor) {
      const captured = await pay(actor);
      const from = actor.newIdentity(140, 149);
      await actor.pause(4_000, 8_000);
      const replay = { label: 'attack:late-burst', ...captured, from, ...REPLAYED };
      await actor.sendAtOnce(Array(actor.random.int(20, 40)).fill(replay));
    },
  },
  {
    // Many captured requests at once from one place (R10).
    name: 'attack-mass-replay',
    weight: 1,
    async play(actor) {
      const captured = [];
      for (let count = 0; count < 50; count += 1) captured.push(await pay(actor));
      const from = actor.newIdentity(150, 159);
      await actor.sendAtOnce(
        captured.map((one) => ({ label: 'attack:mass-replay', ...one, from, ...REPLAYED })),
      );
    },
  },
  {
    // Only the money or its receiver is changed (R3).
    name: 'attack-altered-payload',
    weight: 2,
    async play(actor) {
      const { key, fields } = await pay(actor);
      const from = actor.newIdentity(160, 169);
      for (const change of [
        { amount: 999_999 },
        { customer_reference: 'cus_mallory' },
        { amount: 1 },
      ]) {
        const payment = actor.refusedPayment({ ...fields, ...change });
        await actor.send({ label: 'attack:altered-payload', key, ...payment, from, ...REUSED });
        await actor.pause(10, 50);
      }
    },
  },
  {
    // A payment's key tried on the other operations (C7).
    name: 'attack-cross-operation',
    weight: 2,
    async play(actor) {
      const { key, id } = await pay(actor);
      const from = actor.newIdentity(170, 179);
      const attempt = { label: 'attack:cross-operation', key, from, ...REUSED };
      await actor.send({ ...attempt, path: '/refunds', body: { payment_id: id } });
      await actor.send({ ...attempt, path: '/jobs', body: { queue: 'payouts', payload: {} } });
      const batch = { payments: [actor.refusedPayment({ amount: 5 }).body] };
      await actor.send({ ...attempt, path: '/payments/batch', body: batch });
    },
  },
  {
    // Keys that are counted up: a body that is never valid tells which of them exist (R14, R15).
    name: 'attack-key-enumeration',
    weight: 1,
    async play(actor) {
      const prefix = `${actor.newKey()}-`;
      const start = actor.random.int(1_000, 9_000);
      const used = new Set();
      for (let count = 0; count < 5; count += 1) {
        const number = start + actor.random.int(0, 29);
        if (used.has(number)) continue;
        used.add(number);
        const payment = { key: prefix + number, ...actor.newPayment() };
        await actor.send({ label: 'honest', ...payment, ...PAID, replayed: false });
      }
      const from = actor.newIdentity(180, 189);
      for (let number = start; number < start + 30; number += 1) {
        const refusal = used.has(number) ? REUSED : { status: [422], slug: 'invalid-request' };
        const guess = { label: 'attack:key-enumeration', key: prefix + number, body: {}, from };
        await actor.send({ ...guess, ...refusal });
      }
    },
  },
  {
    // Payments' ids that are guessed (R14).
    name: 'attack-id-probing',
    weight: 1,
    async play(actor) {
      const from = actor.newIdentity(190, 199);
      const guessed = { label: 'attack:id-probing', method: 'GET', from, status: [404] };
      const start = actor.random.int(0, 2 ** 30);
      for (let guess = start; guess < start + 25; guess += 1) {
        const id = guess.toString(16).padStart(32, '0');
        await actor.send({ ...guessed, path: `/payments/pay_${id}`, slug: 'not-found' });
      }
    },
  },
  {
    // A captured request under API keys that are guessed (R18).
    name: 'attack-credential-stuffing',
    weight: 1,
    async play(actor) {
      const { key, body } = await pay(actor);
      const from = actor.newIdentity(200, 209);
      const label = 'attack:credential-stuffing';
      for (let guess = 0; guess < 30; guess += 1) {
        const as = { apiKey: `oc_${actor.random.hex(12)}_${actor.random.hex(43)}` };
        await actor.send({ label, key, body, from, as, ...REFUSED });
      }
    },
  },
  {
    // A captured request after its API key was revoked (R18).
    name: 'attack-revoked-key',
    weight: 1,
    needsOperator: true,
    async play(actor) {
      const id = String(actor.merchants.other.id);
      const stolen = await actor.operate((operator) => newApiKey(operator, id, ['ingest']));
      actor.merchant = stolen;
      const { key, body } = await pay(actor);
      await actor.operate((operator) => revokeApiKey(operator, stolen));
      await actor.pause(REVOKED_EVERYWHERE_MS, REVOKED_EVERYWHERE_MS + 500);
      const from = actor.newIdentity(210, 219);
      for (let replay = actor.random.int(3, 8); replay > 0; replay -= 1) {
        await actor.send({ label: 'attack:revoked-key', key, body, from, ...REFUSED });
      }
    },
  },
  {
    // The same request for another merchant: a key holds within its own, so that it is paid (R5).
    name: 'attack-other-merchant',
    weight: 1,
    needsOperator: true,
    async play(actor) {
      const captured = await pay(actor);
      const from = actor.newIdentity(220, 229);
      const stolen = { label: 'attack:other-merchant', ...captured, from };
      const as = actor.merchants.other;
      await actor.send({ ...stolen, as, ...PAID, replayed: false });
      await actor.send({ ...stolen, as, ...REPLAYED });
    },
  },
];
