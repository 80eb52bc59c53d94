import { pay, REPLAYED, REUSED } from './honest-scenarios.mjs';

/** @typedef {import('./simulation.mjs').Scenario} Scenario */
/** @typedef {import('./actor.mjs').Actor} Actor */

const JOB_MS = 30_000;
const EXCEEDS = { status: [422], slug: 'refund-exceeds-payment' };
const REFUNDS = { path: '/refunds', label: 'honest' };

/** Batches, refunds and jobs. @type {readonly Scenario[]} */
export const OPERATION_SCENARIOS = [
  { name: 'one-key-batches', weight: 5, play: playOneKeyBatch },
  { name: 'keyed-batches', weight: 5, play: playKeyedBatch },
  { name: 'full-refunds', weight: 4, play: playFullRefund },
  { name: 'partial-refunds', weight: 4, play: playPartialRefunds },
  { name: 'racing-refunds', weight: 4, play: playRacingRefunds },
  { name: 'jobs', weight: 6, play: playJob },
];

/** @param {Actor} actor @param {number} from @param {number} to */
function newPayments(actor, from, to) {
  return Array.from({ length: actor.random.int(from, to) }, () => actor.newPayment());
}

/** All or nothing: with a bad record among them none is paid. @param {Actor} actor */
async function playOneKeyBatch(actor) {
  const path = '/payments/batch';
  const payments = newPayments(actor, 2, 20);
  const bodies = payments.map(({ body }) => body);
  const key = actor.newKey();
  const at = actor.random.int(0, bodies.length - 1);
  const bad = bodies.map((body, index) => (index === at ? { ...body, amount: 0 } : body));
  await actor.send({
    label: 'bad_input',
    path,
    key,
    body: { payments: bad },
    status: [422],
    slug: 'invalid-request',
    pointer: `/payments/${at}/amount`,
  });
  const batch = { label: 'honest', path, key, payments, body: { payments: bodies } };
  await actor.send({ ...batch, status: [201], replayed: false });
  await actor.send({ ...batch, label: 'retry', ...REPLAYED });
  const shorter = { payments: bodies.slice(1) };
  await actor.send({ label: 'conflict', path, key, body: shorter, ...REUSED });
}

/** A key for each record; one is there twice, one conflicts, one is not valid. @param {Actor} actor */
async function playKeyedBatch(actor) {
  const payments = newPayments(actor, 2, 12).map((payment) => ({
    label: 'honest',
    key: actor.newKey(),
    ...payment,
    status: 201,
    replayed: false,
  }));
  const [first] = payments;
  if (first === undefined) return;
  const other = actor.refusedPayment({ ...first.fields, amount: first.amount + 1 });
  const bad = actor.refusedPayment({ ...first.fields, amount: -1 });
  const none = { status: 422, replayed: false };
  const records = [
    ...payments,
    { ...first, label: 'duplicate', replayed: true },
    { label: 'conflict', key: first.key, ...other, ...none, slug: 'idempotency-key-reused' },
    { label: 'bad_input', key: actor.newKey(), ...bad, ...none, slug: 'invalid-request' },
  ];
  const bodies = records.map(({ key, body }) => ({ idempotency_key: key, ...body }));
  const batch = { path: '/payments/batch', body: { payments: bodies }, status: [200] };
  await actor.send({ label: 'honest', ...batch, records });
  const { key, charge, amount, body } = actor.random.pick(payments);
  await actor.send({ label: 'retry', key, charge, amount, body, ...REPLAYED });
  const again = records.map((record) => ({ ...record, replayed: record.status === 201 }));
  await actor.send({ label: 'retry', ...batch, records: again });
}

/** @param {Actor} actor */
async function playFullRefund(actor) {
  const { id, charge } = await pay(actor);
  if (id === undefined) return;
  const refund = { ...REFUNDS, key: actor.newKey(), body: { payment_id: id }, refundOf: charge };
  await actor.send({ ...refund, status: [201], replayed: false });
  await actor.send({ ...refund, label: 'retry', ...REPLAYED });
  await playTooMuch(actor, id, charge);
}

/** Parts that add up to all of it, one after another. @param {Actor} actor */
async function playPartialRefunds(actor) {
  const { id, charge, amount } = await pay(actor);
  if (id === undefined) return;
  let left = amount;
  for (let parts = actor.random.int(1, 3); parts > 0 && left > 1; parts -= 1) {
    const part = actor.random.int(1, left - 1);
    left -= part;
    const body = { payment_id: id, amount: part };
    const refund = { ...REFUNDS, key: actor.newKey(), body, refundOf: charge };
    await actor.send({ ...refund, status: [201], replayed: false });
    await actor.send({ ...refund, label: 'retry', ...REPLAYED });
  }
  const rest = { ...REFUNDS, key: actor.newKey(), body: { payment_id: id }, refundOf: charge };
  await actor.send({ ...rest, status: [201] });
  await playTooMuch(actor, id, charge);
}

/** Refunds that together are more than was paid, at the same moment. @param {Actor} actor */
async function playRacingRefunds(actor) {
  const { id, charge, amount } = await pay(actor);
  if (id === undefined) return;
  const part = Math.ceil(amount / actor.random.int(1, 4));
  const racing = Array.from({ length: actor.random.int(5, 9) }, () => ({
    ...REFUNDS,
    key: actor.newKey(),
    body: { payment_id: id, amount: part },
    refundOf: charge,
    status: [201, 422],
  }));
  const answers = await actor.sendAtOnce(racing);
  const refunds = answers.filter((answer) => answer?.status === 201).length;
  const most = Math.floor(amount / part);
  // Fewer only where an answer never came.
  const isRight = refunds === most || (refunds < most && answers.includes(undefined));
  actor.check(isRight, `${refunds} refunds of ${part} each, of ${amount}, instead of ${most}`);
  for (const [index, refund] of racing.entries()) {
    const answer = answers[index];
    if (answer?.status === 422) {
      await actor.send({ ...refund, label: 'retry', ...EXCEEDS, replayed: true });
    }
  }
}

/** What is stored and replayed like any answer. @param {Actor} actor @param {string} id @param {string} charge */
async function playTooMuch(actor, id, charge) {
  const body = { payment_id: id, amount: 1 };
  const refund = { ...REFUNDS, key: actor.newKey(), body, refundOf: charge };
  await actor.send({ ...refund, ...EXCEEDS, replayed: false });
  await actor.send({ ...refund, label: 'retry', ...EXCEEDS, replayed: true });
}

/** Now and then it is watched until it has run. @param {Actor} actor */
async function playJob(actor) {
  const body = { queue: 'receipts', payload: { to: actor.random.hex(8) } };
  const job = { path: '/jobs', key: actor.newKey(), body, status: [202] };
  const isWatched = actor.random.int(1, 10) === 1;
  const answer = await actor.send({ label: 'honest', ...job, replayed: false });
  await actor.send({ label: 'retry', ...job, replayed: true });
  if (answer?.status !== 202 || !isWatched) return;
  const { id } = JSON.parse(answer.text);
  const deadlineMs = performance.now() + JOB_MS;
  for (let status = ''; status !== 'succeeded'; await actor.pause(200, 400)) {
    const late = performance.now() > deadlineMs;
    actor.check(!late, `${id} is ${status} after ${JOB_MS} ms`);
    if (late) return;
    const read = { label: 'honest', method: 'GET', path: `/jobs/${id}`, status: [200] };
    const seen = await actor.send(read);
    status = seen?.status === 200 ? JSON.parse(seen.text).status : status;
  }
}
