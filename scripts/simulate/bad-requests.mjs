/** @typedef {import('./simulation.mjs').Scenario} Scenario */
/** @typedef {Partial<import('./attempt.mjs').Attempt>} Change */
/** @typedef {{ json: string, key: string }} Valid a request that only needs to be spoilt */

const KEY_TOO_LONG = 256;
const TOO_DEEP = 33;
const TOO_LARGE = 262_145;
const TOO_MANY = 1_001;

/** @param {(valid: Valid) => Change['body']} body @returns {(valid: Valid) => Change} */
const withBody = (body) => (valid) => ({ body: body(valid) });

/** The body with this JSON as its description. @param {string} json */
const described = (json) => withBody((valid) => valid.json.replace('{', `{"description":${json},`));

/** The body with these members instead of its own. @param {object} members @param {string} pointer */
const content =
  (members, pointer) =>
  (/** @type {Valid} */ { json }) => ({
    body: { ...JSON.parse(json), ...members },
    pointer,
  });

/** @param {string | string[]} value */
const keyHeader = (value) => () => ({ key: undefined, headers: { 'idempotency-key': value } });

/** @param {string} query @returns {() => Change} */
const listOf = (query) => () => ({ method: 'GET', path: `/payments?${query}`, ...NOTHING });

const NOTHING = { body: undefined, key: undefined };
const RECORD = { amount: 100, currency: 'EUR', customer_reference: 'cus_many' };

/**
 * Every refusal of contract §2.1, each in some spellings.
 * @type {Readonly<Record<string, { status: number, changes: readonly ((valid: Valid) => Change)[] }>>}
 */
const REFUSALS = {
  'idempotency-key-missing': {
    status: 400,
    changes: [
      () => ({ key: undefined }),
      () => ({ key: undefined, path: '/refunds', body: { payment_id: 'pay_none' } }),
      () => ({ key: undefined, path: '/payments/batch', body: { payments: [RECORD] } }),
    ],
  },
  'idempotency-key-invalid': {
    status: 400,
    changes: [
      keyHeader(''),
      keyHeader('one, two'),
      keyHeader(['one', 'two']),
      keyHeader('"one";version=1'),
      keyHeader('"one'),
      keyHeader('with space'),
      keyHeader('x'.repeat(KEY_TOO_LONG)),
      ({ key }) => ({ headers: { 'x-idempotency-key': `${key}-other` } }),
      ({ json }) => ({ body: { ...JSON.parse(json), idempotency_key: 'another' } }),
      ({ json }) => ({ key: undefined, body: { ...JSON.parse(json), idempotency_key: 7 } }),
      ({ key }) => ({
        path: '/payments/batch',
        body: { payments: [{ ...RECORD, idempotency_key: `${key}-record` }] },
      }),
    ],
  },
  'invalid-json': {
    status: 400,
    changes: [
      withBody(({ json }) => json.slice(0, -1)),
      withBody(({ json }) => `${json}}`),
      withBody(({ json }) => `\ufeff${json}`),
      withBody(({ json }) => json.replace('{', '{"amount":1,')),
      withBody(({ json }) => json.replace('{', '{"\\u0061mount":1,')),
      withBody(({ json }) => json.replace(/"amount":\d+/, '"amount":9007199254740993')),
      withBody(({ json }) => json.replace(/"amount":\d+/, '"amount":1e400')),
      withBody(({ json }) => Buffer.from(json.replace('cus_', 'c\xfcs_'), 'latin1')),
      described('"\\u0000"'),
      described('"\\ud800"'),
      described('['.repeat(TOO_DEEP) + ']'.repeat(TOO_DEEP)),
    ],
  },
  'invalid-request': {
    status: 422,
    changes: [
      content({ amount: 0 }, '/amount'),
      content({ amount: -5 }, '/amount'),
      content({ amount: 1.5 }, '/amount'),
      content({ amount: '100' }, '/amount'),
      content({ amount: 1_000_000_000_000 }, '/amount'),
      content({ currency: 'XQQ' }, '/currency'),
      content({ currency: 'eur' }, '/currency'),
      content({ customer_reference: '' }, '/customer_reference'),
      content({ customer_reference: undefined }, '/customer_reference'),
      content({ metadata: { depth: {} } }, '/metadata'),
      content({ payment_method: { brand: '4242 4242 4242 4242' } }, '/payment_method/brand'),
      content({ timestamp: 'yesterday' }, '/timestamp'),
      content({ role: 'admin' }, '/role'),
      () => ({ path: '/refunds', body: { payment_id: 'pay_none' }, pointer: '/payment_id' }),
      () => ({ path: '/payments/batch', body: { payments: [] }, pointer: '/payments' }),
      () => ({
        path: '/payments/batch',
        body: { payments: Array(TOO_MANY).fill(RECORD) },
        pointer: '/payments',
      }),
      listOf('limit=0'),
      listOf('limit=201'),
      listOf('colour=red'),
      listOf('cursor=altered'),
      listOf('from=yesterday'),
    ],
  },
  'unsupported-media-type': {
    status: 415,
    changes: [
      () => ({ headers: { 'content-type': 'text/plain' } }),
      () => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    ],
  },
  'payload-too-large': {
    status: 413,
    changes: [described(`"${'x'.repeat(TOO_LARGE)}"`)],
  },
  unauthenticated: {
    status: 401,
    changes: [
      () => ({ as: { apiKey: 'none' } }),
      () => ({ headers: { authorization: '' } }),
      () => ({ headers: { authorization: `Basic ${btoa('admin:password')}` } }),
    ],
  },
  'not-found': {
    status: 404,
    changes: [
      () => ({ path: '/payment' }),
      () => ({ method: 'GET', path: '/payments/pay_none', ...NOTHING }),
    ],
  },
  'method-not-allowed': {
    status: 405,
    changes: [() => ({ method: 'DELETE' }), () => ({ method: 'PUT', path: '/refunds' })],
  },
};

/** @type {readonly Scenario[]} */
export const BAD_REQUEST_SCENARIOS = [
  {
    // Each is refused and nothing remains: corrected, it works under its key.
    name: 'bad-requests',
    weight: 20,
    async play(actor) {
      const payment = actor.newPayment();
      const key = actor.newKey();
      const valid = { json: JSON.stringify(payment.body), key };
      const [slug, { status, changes }] = actor.random.pick(Object.entries(REFUSALS));
      const change = actor.random.pick(changes)(valid);
      const bad = { key, body: valid.json, ...change };
      await actor.send({ label: 'bad_input', ...bad, status: [status], slug });
      const corrected = { label: 'corrected', key, ...payment };
      await actor.send({ ...corrected, status: [201], replayed: false });
    },
  },
  {
    // A key that may only read.
    name: 'missing-scope',
    weight: 2,
    needsOperator: true,
    async play(actor) {
      actor.merchant = actor.merchants.other;
      const payment = { key: actor.newKey(), ...actor.newPayment() };
      const { reader } = actor.merchants;
      const refused = { status: [403], slug: 'forbidden' };
      const { charge: _, ...write } = payment;
      await actor.send({ label: 'bad_input', ...write, as: reader, ...refused });
      await actor.send({ label: 'corrected', ...payment, status: [201], replayed: false });
    },
  },
];
