import { EXPIRY_MS } from './merchants.mjs';

/** @typedef {import('./simulation.mjs').Scenario} Scenario */
/** @typedef {import('./actor.mjs').Actor} Actor */

export const PAID = { status: [201] };
export const REPLAYED = { status: [201], replayed: true };
export const REUSED = { status: [422], slug: 'idempotency-key-reused' };

/** Clients that mean well, and what goes wrong with them. @type {readonly Scenario[]} */
export const HONEST_SCENARIOS = [
  {
    name: 'first-payments',
    weight: 120,
    async play(actor) {
      await pay(actor);
    },
  },
  {
    // With exponential back-off and jitter; `Actor.send` does the same by itself after errors.
    name: 'honest-retries',
    weight: 30,
    async play(actor) {
      const paid = await pay(actor);
      for (let retry = actor.random.int(1, 4), waitMs = 20; retry > 0; retry -= 1, waitMs *= 2) {
        await actor.pause(waitMs / 2, waitMs * 1.5);
        await actor.send({ label: 'retry', ...paid, ...REPLAYED });
      }
    },
  },
  {
    // Spelled otherwise, and with the key in another place, it is the same request.
    name: 'respelled-retries',
    weight: 10,
    async play(actor) {
      const paid = await pay(actor);
      for (let retry = actor.random.int(1, 3); retry > 0; retry -= 1) {
        const keyAt = actor.random.pick(/** @type {const} */ (['header', 'quoted', 'x-header']));
        const body = respelled(actor, paid.body);
        await actor.send({ label: 'retry', ...paid, keyAt, body, ...REPLAYED });
      }
      await actor.send({ label: 'retry', ...paid, keyAt: 'member', ...REPLAYED });
    },
  },
  {
    name: 'lost-responses',
    weight: 20,
    async play(actor) {
      const payment = { key: actor.newKey(), ...actor.newPayment() };
      for (let lost = actor.random.int(1, 3); lost > 0; lost -= 1) {
        const lose = actor.random.pick(/** @type {const} */ (['answer', 'connection']));
        await actor.send({ label: 'honest', ...payment, ...PAID, lose });
        await actor.pause(10, 100);
      }
      await actor.send({ label: 'retry', ...payment, ...PAID });
      await actor.send({ label: 'retry', ...payment, ...REPLAYED });
    },
  },
  {
    // Some would rather hear 409 than wait, and ask again.
    name: 'concurrent-duplicates',
    weight: 6,
    async play(actor) {
      const payment = { key: actor.newKey(), ...actor.newPayment() };
      const headers = actor.random.int(1, 4) === 1 ? { prefer: 'wait=0' } : {};
      const duplicate = { label: 'duplicate', ...payment, headers, ...PAID };
      await actor.sendAtOnce(Array(actor.random.int(2, 20)).fill(duplicate));
    },
  },
  {
    // The same body under a new key is a second payment: the double charge that nobody can see here.
    name: 'double-clicks',
    weight: 6,
    async play(actor) {
      const { charge, amount, body } = await pay(actor);
      await actor.pause(100, 400);
      const key = actor.newKey();
      await actor.send({ label: 'double_charge', key, charge, amount, body, ...PAID });
    },
  },
  {
    // A client that never saw the answer and makes a new key for its retry.
    name: 'regenerated-keys',
    weight: 5,
    async play(actor) {
      const payment = actor.newPayment();
      const lost = { label: 'honest', key: actor.newKey(), ...payment, ...PAID };
      await actor.send({ ...lost, lose: 'answer' });
      await actor.pause(50, 500);
      await actor.send({ ...lost, label: 'double_charge', key: actor.newKey() });
    },
  },
  {
    name: 'payload-conflicts',
    weight: 12,
    async play(actor) {
      const paid = await pay(actor);
      const { key, fields } = paid;
      for (let change = actor.random.int(1, 3); change > 0; change -= 1) {
        const changed = actor.random.pick([
          { amount: fields.amount + actor.random.int(1, 500) },
          { currency: fields.currency === 'EUR' ? 'USD' : 'EUR' },
          { customer_reference: `cus_${actor.random.hex(7)}` },
          { description: 'added' },
        ]);
        const payment = actor.refusedPayment({ ...fields, ...changed });
        await actor.send({ label: 'conflict', key, ...payment, ...REUSED });
      }
      await actor.send({ label: 'retry', ...paid, ...REPLAYED });
    },
  },
  {
    name: 'reuse-after-expiry',
    weight: 3,
    needsOperator: true,
    async play(actor) {
      actor.merchant = actor.merchants.expiring;
      const paid = await pay(actor);
      await actor.pause(EXPIRY_MS + 200, EXPIRY_MS + 400);
      actor.forget(paid.key);
      const { fields } = paid;
      const other = { ...fields, amount: fields.amount + 1 };
      const again = actor.random.pick([paid, actor.paymentOf(actor.newName('charge'), other)]);
      const label = 'reuse_after_expiry';
      await actor.send({ label, ...again, key: paid.key, ...PAID, replayed: false });
    },
  },
];

/** A payment and its id, undefined where there was no answer. @param {Actor} actor */
export async function pay(actor) {
  const payment = { key: actor.newKey(), ...actor.newPayment() };
  const answer = await actor.send({ label: 'honest', ...payment, ...PAID, replayed: false });
  return {
    ...payment,
    id: answer?.status === 201 ? String(JSON.parse(answer.text).id) : undefined,
  };
}

/** The same JSON otherwise. @param {Actor} actor @param {object & { amount: number }} body */
function respelled({ random }, body) {
  const amount = random.pick([`${body.amount}.0`, `${body.amount}0e-1`, `${body.amount / 100}e2`]);
  const members = random.shuffle(Object.entries(body));
  return JSON.stringify(Object.fromEntries(members), null, random.int(0, 3)).replace(
    /("amount": ?)\d+/,
    `$1${amount}`,
  );
}
