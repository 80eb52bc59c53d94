/** @typedef {import('./simulation.mjs').Scenario} Scenario */
/** @typedef {import('./actor.mjs').Actor} Actor */

const PAID = [201];
const EXPIRY_MS = 2_000;
const KNOWN_EVERYWHERE_MS = 5_000;

/** @type {readonly Scenario[]} */
export const HONEST_SCENARIOS = [
  {
    name: 'first-payments',
    weight: 30,
    async play(actor) {
      const { body, intent, charge } = actor.newPayment();
      const key = actor.newKey();
      await actor.send({
        label: 'honest',
        key,
        body,
        intent,
        charge,
        status: PAID,
        replayed: false,
      });
    },
  },
  {
    name: 'honest-retries',
    weight: 14,
    async play(actor) {
      const payment = actor.newPayment();
      const sent = { label: 'honest', key: actor.newKey(), ...payment, status: PAID };
      await actor.send(sent);
      for (let retry = actor.random.int(1, 4), waitMs = 5; retry > 0; retry -= 1, waitMs *= 2) {
        await actor.pause(waitMs, waitMs * 2);
        await actor.send({ ...sent, label: 'retry', replayed: true });
      }
    },
  },
  {
    name: 'lost-responses',
    weight: 10,
    async play(actor) {
      const payment = actor.newPayment();
      const sent = { key: actor.newKey(), ...payment, status: PAID };
      for (let lost = actor.random.int(1, 3); lost > 0; lost -= 1) {
        const lose = actor.random.pick(/** @type {const} */ (['answer', 'connection']));
        await actor.send({ ...sent, label: 'honest', lose });
        await actor.pause(10, 60);
      }
      await actor.send({ ...sent, label: 'retry' });
      await actor.send({ ...sent, label: 'retry', replayed: true });
    },
  },
  {
    name: 'concurrent-duplicates',
    weight: 6,
    async play(actor) {
      const payment = actor.newPayment();
      const sent = { label: 'duplicate', key: actor.newKey(), ...payment, status: PAID };
      const answers = Array.from({ length: actor.random.int(2, 20) }, () => actor.send(sent));
      const executed = (await Promise.all(answers)).filter(
        (answer) => answer && answer.headers['idempotent-replayed'] === undefined,
      );
      actor.check(executed.length === 1, `${executed.length} of ${answers.length} executed`);
    },
  },
  {
    name: 'double-clicks',
    weight: 4,
    async play(actor) {
      const first = actor.newPayment();
      await actor.send({ label: 'honest', key: actor.newKey(), ...first, status: PAID });
      await actor.pause(100, 400);
      const { charge } = first;
      const again = actor.sameCharge(charge, first.fields);
      const label = 'double_charge';
      await actor.send({ label, key: actor.newKey(), charge, ...again, status: PAID });
    },
  },
  {
    name: 'regenerated-keys',
    weight: 3,
    async play(actor) {
      const first = actor.newPayment();
      const lost = { label: 'honest', key: actor.newKey(), ...first, status: PAID };
      await actor.send({ ...lost, lose: 'answer' });
      await actor.pause(50, 500);
      const { charge } = first;
      const again = actor.sameCharge(charge, first.fields);
      const label = 'double_charge';
      await actor.send({ label, key: actor.newKey(), charge, ...again, status: PAID });
    },
  },
  {
    name: 'payload-conflicts',
    weight: 6,
    async play(actor) {
      const payment = actor.newPayment();
      const sent = { label: 'honest', key: actor.newKey(), ...payment, status: PAID };
      await actor.send(sent);
      for (let change = actor.random.int(1, 3); change > 0; change -= 1) {
        const { amount } = payment.body;
        const changed = actor.random.pick([
          { amount: amount + 1 },
          { currency: payment.body.currency === 'EUR' ? 'USD' : 'EUR' },
          { customer_reference: 'cus_other' },
          { description: 'added' },
        ]);
        await actor.send({
          label: 'conflict',
          key: sent.key,
          body: actor.bodyOf(actor.newName('refused'), { ...payment.fields, ...changed }),
          status: [422],
          slug: 'idempotency-key-reused',
        });
      }
      await actor.send({ ...sent, label: 'retry', replayed: true });
    },
  },
  {
    name: 'reuse-after-expiry',
    weight: 2,
    prepare: prepareExpiringMerchant,
    async play(actor) {
      if (actor.expiringApiKey === undefined) return;
      actor.apiKey = actor.expiringApiKey;
      const payment = actor.newPayment();
      const { intent, charge } = payment;
      const sent = { key: actor.newKey(), ...payment, status: PAID };
      await actor.send({ ...sent, label: 'honest', replayed: false });
      await actor.pause(EXPIRY_MS + 200, EXPIRY_MS + 400);
      actor.forget(sent.key);
      actor.expected.expect(intent, charge);
      await actor.send({ ...sent, label: 'reuse_after_expiry', replayed: false });
    },
  },
];

/** A merchant of its own, so that nobody else's keys expire. */
/** @param {import('./simulation.mjs').Simulation} simulation */
async function prepareExpiringMerchant(simulation) {
  const reason = `simulation ${simulation.id}`;
  const merchant = await administer(simulation, 'POST', '/merchants', {
    name: 'Simulated, keys of two seconds',
    reason,
  });
  const { secret } = await administer(simulation, 'POST', `/merchants/${merchant.id}/api-keys`, {
    name: 'simulation',
    scopes: ['ingest', 'read', 'admin'],
    reason,
  });
  const policy = { retention: `PT${EXPIRY_MS / 1000}S`, reason };
  await administer(simulation, 'PUT', '/policies/payments', policy, secret);
  if (simulation.isSpread) {
    await new Promise((resolve) => setTimeout(resolve, KNOWN_EVERYWHERE_MS));
  }
  simulation.merchants.add(secret);
  simulation.expiringApiKey = secret;
}

/**
 * @param {import('./simulation.mjs').Simulation} simulation
 * @param {string} method @param {string} path @param {object} body @param {string} [apiKey]
 */
async function administer(simulation, method, path, body, apiKey = simulation.apiKey) {
  const answer = await simulation.client.send({
    method,
    path,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer === undefined || answer.status >= 300) {
    throw new Error(`cannot prepare ${path}: ${answer?.text ?? 'no answer'}`);
  }
  return JSON.parse(answer.text);
}
