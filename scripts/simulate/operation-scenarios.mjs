/** @typedef {import('./simulation.mjs').Scenario} Scenario */
/** @typedef {import('./actor.mjs').Actor} Actor */

const JOB_MS = 30_000;

/** @type {readonly Scenario[]} */
export const OPERATION_SCENARIOS = [
  {
    name: 'batches',
    weight: 3,
    async play(actor) {
      const payments = Array.from({ length: actor.random.int(2, 20) }, () => actor.newPayment());
      const path = '/payments/batch';
      const body = { payments: payments.map((payment) => payment.body) };
      const sent = { label: 'honest', path, key: actor.newKey(), body, status: [201] };
      const answer = await actor.send(sent);
      const { payments: made = [] } = answer ? JSON.parse(answer.text) : {};
      actor.check(made.length === payments.length, `${made.length} of ${payments.length} payments`);
      for (const [index, { intent }] of payments.entries()) {
        actor.expected.acknowledge(intent, made[index]?.id);
      }
      await actor.send({ ...sent, label: 'retry', replayed: true });
    },
  },
  { name: 'keyed-batches', weight: 3, play: playKeyedBatch },
  {
    name: 'refunds',
    weight: 4,
    async play(actor) {
      const { amount, id, intent } = await pay(actor);
      if (id === undefined) return;
      const path = '/refunds';
      const part = Math.floor(amount / 2);
      const half = { path, key: actor.newKey(), body: { payment_id: id, amount: part } };
      await actor.send({ ...half, label: 'honest', status: [201] });
      await actor.send({ ...half, label: 'retry', status: [201], replayed: true });
      const racing = Array.from({ length: actor.random.int(2, 6) }, () =>
        actor.send({
          label: 'honest',
          path,
          key: actor.newKey(),
          body: { payment_id: id },
          status: [201, 422],
        }),
      );
      const refunded = (await Promise.all(racing)).filter((answer) => answer?.status === 201);
      actor.check(refunded.length === 1, `${refunded.length} refunds of what was left`);
      const over = { path, key: actor.newKey(), body: { payment_id: id, amount: 1 } };
      const exceeds = { status: [422], slug: 'refund-exceeds-payment' };
      await actor.send({ ...over, ...exceeds, label: 'honest', replayed: false });
      await actor.send({ ...over, ...exceeds, label: 'retry', replayed: true });
      actor.expected.expectRefund(intent, amount);
    },
  },
  {
    name: 'jobs',
    weight: 3,
    async play(actor) {
      const body = { queue: 'receipts', payload: { to: actor.random.hex(8) } };
      const sent = { label: 'honest', path: '/jobs', key: actor.newKey(), body, status: [202] };
      const answer = await actor.send(sent);
      await actor.send({ ...sent, label: 'retry', replayed: true });
      if (answer === undefined || actor.random.int(1, 10) > 1) return;
      const { id } = JSON.parse(answer.text);
      const deadlineMs = performance.now() + JOB_MS;
      for (let status = ''; status !== 'succeeded'; await actor.pause(200, 400)) {
        const read = { label: 'honest', method: 'GET', path: `/jobs/${id}`, status: [200] };
        const job = await actor.send(read);
        status = job ? JSON.parse(job.text).status : status;
        actor.check(performance.now() < deadlineMs, `${id} is ${status} after ${JOB_MS} ms`);
        if (performance.now() >= deadlineMs) return;
      }
    },
  },
];

/** A key for each record; one is there twice, one conflicts, one is not valid. @param {Actor} actor */
async function playKeyedBatch(actor) {
  const payments = Array.from({ length: actor.random.int(2, 12) }, () => ({
    ...actor.newPayment(),
    key: actor.newKey(),
  }));
  const [first] = payments;
  if (first === undefined) return;
  const refused = actor.bodyOf(actor.newName('refused'), { ...first.fields, amount: 1 });
  const records = [
    ...payments.map(({ body, key }) => ({ ...body, idempotency_key: key })),
    { ...first.body, idempotency_key: first.key },
    { ...refused, idempotency_key: first.key },
    { ...refused, amount: -1, idempotency_key: actor.newKey() },
  ];
  const answer = await actor.send({
    label: 'honest',
    path: '/payments/batch',
    body: { payments: records },
    status: [200],
  });
  const { results = [] } = answer ? JSON.parse(answer.text) : {};
  const statuses = results.map((/** @type {{ status: number }} */ { status }) => status);
  const expected = [...payments.map(() => 201), 201, 422, 422];
  actor.check(String(statuses) === String(expected), `results ${statuses}`);
  actor.check(results[payments.length]?.replayed === true, 'the same record again is no replay');
  for (const [index, { intent }] of payments.entries()) {
    actor.expected.acknowledge(intent, results[index]?.body.id);
  }
  const single = { label: 'retry', key: first.key, body: first.body, intent: first.intent };
  await actor.send({ ...single, status: [201], replayed: true });
}

/** @param {Actor} actor */
export async function pay(actor) {
  const payment = actor.newPayment();
  const key = actor.newKey();
  const answer = await actor.send({ label: 'honest', key, ...payment, status: [201] });
  const { amount } = payment.body;
  return { ...payment, key, amount, id: answer && String(JSON.parse(answer.text).id) };
}
