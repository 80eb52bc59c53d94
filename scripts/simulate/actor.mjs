import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_FROM_MS = 50;
const RETRY_TO_MS = 2_000;
/** A careful client gives up only after this. */
const RETRIES_MS = 60_000;
const AGENTS = ['shop-node/3.2.0', 'shop-php/1.9.4', 'shop-ios/7.1', 'erp-java/11.0.2', 'pos/2.4'];

/** @typedef {import('./simulation.mjs').Simulation} Simulation */
/** @typedef {import('./http-client.mjs').HttpAnswer} HttpAnswer */
/** @typedef {{ address: string, agent: string }} Identity where a request comes from */

/**
 * A line of the ground truth.
 * @typedef {{ scenario: string, got: { status: number, [member: string]: unknown } | undefined, [member: string]: unknown }} TruthLine
 */

/**
 * @typedef {object} Attempt
 * @property {string} label what this request is, for whoever learns from the ground truth
 * @property {string} [path] below /api/v1
 * @property {string} [method]
 * @property {string} [key]
 * @property {unknown} [body] an object, or a text that is sent as it is
 * @property {Record<string, string>} [headers]
 * @property {Identity} [from]
 * @property {string} [apiKey]
 * @property {readonly number[]} status what is expected
 * @property {string} [slug] of the expected problem
 * @property {boolean} [replayed] whether the answer must be a replay; otherwise either will do
 * @property {string} [intent]
 * @property {string} [charge]
 * @property {'answer' | 'connection'} [lose] the answer is not looked at, or the client is gone
 */

/** What all answers under one key have in common. */
/** @typedef {{ digest: string, location: string | undefined, executed: number }} Stored */

/** One client with something to do; all that it sends is labelled, judged and written down. */
export class Actor {
  #simulation;
  #scenario;
  #name;
  #made = 0;
  /** @type {Map<string, Stored>} */
  #stored = new Map();

  /**
   * @param {Simulation} simulation
   * @param {string} scenario
   * @param {number} number
   */
  constructor(simulation, scenario, number) {
    this.#simulation = simulation;
    this.#scenario = scenario;
    this.#name = `${scenario}-${number}`;
    this.random = simulation.random.fork(this.#name);
    this.identity = this.newIdentity(1, 16);
    this.apiKey = simulation.apiKey;
    this.expiringApiKey = simulation.expiringApiKey;
    this.expected = simulation.expected;
  }

  /** One of few machines, or of many. @param {number} from @param {number} to */
  newIdentity(from, to) {
    const address = `127.0.${this.random.int(from, to)}.${this.random.int(1, 2)}`;
    return { address, agent: this.random.pick(AGENTS) };
  }

  newKey() {
    return `sim-${this.random.hex(24)}`;
  }

  /** A payment that is expected once: its body, and what it is known by. */
  newPayment() {
    const charge = this.newName('charge');
    return { charge, ...this.sameCharge(charge, this.paymentFields()) };
  }

  /**
   * Another intent to pay the same charge.
   * @template {object} Fields
   * @param {string} charge
   * @param {Fields} fields
   */
  sameCharge(charge, fields) {
    const intent = this.newName('intent');
    this.expected.expect(intent, charge);
    return { intent, fields, body: this.bodyOf(intent, fields) };
  }

  paymentFields() {
    return {
      amount: this.random.int(100, 250_000),
      currency: this.random.pick(['EUR', 'USD', 'GBP', 'JPY', 'CHF']),
      customer_reference: `cus_${this.random.hex(6)}`,
      order_reference: `ord_${this.random.hex(10)}`,
      payment_method: { type: 'card', brand: 'visa', last4: String(this.random.int(1000, 9999)) },
    };
  }

  /**
   * @template {object} Fields
   * @param {string} intent
   * @param {Fields} fields
   */
  bodyOf(intent, fields) {
    return { ...fields, metadata: { simulation: this.#simulation.id, intent } };
  }

  /** @param {string} kind */
  newName(kind) {
    this.#made += 1;
    return `${kind}-${this.#name}-${this.#made}`;
  }

  /** @param {number} from @param {number} to in milliseconds */
  async pause(from, to) {
    await sleep(this.random.int(from, to));
  }

  /** @param {boolean} holds @param {string} what */
  check(holds, what) {
    if (!holds) this.#simulation.mismatch(this.#scenario, `${this.#name}: ${what}`);
  }

  /**
   * Sends it until there is an answer, as a careful client does: after 409, 503 and a lost
   * connection again with the same key, later each time. Judges the answer.
   * @param {Attempt} attempt
   * @returns {Promise<HttpAnswer | undefined>} undefined where the answer was to be lost
   */
  async send(attempt) {
    const deadlineMs = performance.now() + RETRIES_MS;
    let waitMs = RETRY_FROM_MS;
    while (performance.now() < deadlineMs) {
      const answer = await this.#sendOnce(attempt);
      if (attempt.lose === 'connection') return undefined;
      const isFinal = answer !== undefined && answer.status !== 503 && answer.status !== 409;
      if (isFinal) {
        if (attempt.lose !== 'answer') this.#judge(attempt, answer);
        return attempt.lose === 'answer' ? undefined : answer;
      }
      this.#simulation.retries += 1;
      await sleep(waitMs * (0.5 + this.random.next()));
      waitMs = Math.min(waitMs * 2, RETRY_TO_MS);
    }
    this.check(false, `no answer within ${RETRIES_MS} ms (${attempt.label})`);
    return undefined;
  }

  /** @param {Attempt} attempt */
  async #sendOnce(attempt) {
    const { method = 'POST', path = '/payments', key, from = this.identity } = attempt;
    await this.#simulation.pace();
    const body = typeof attempt.body === 'object' ? JSON.stringify(attempt.body) : attempt.body;
    const startedAtMs = performance.now();
    const at = new Date().toISOString();
    const answer = await this.#simulation.client.send({
      method,
      path,
      headers: {
        authorization: `Bearer ${attempt.apiKey ?? this.apiKey}`,
        'user-agent': from.agent,
        'x-forwarded-for': from.address,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...attempt.headers,
      },
      body: body === undefined ? undefined : String(body),
      localAddress: from.address,
      ...(attempt.lose === 'connection' && { abandonAfterMs: this.random.int(0, 15) }),
    });
    await this.#simulation.sent({
      at,
      scenario: this.#scenario,
      actor: this.#name,
      label: attempt.label,
      charge: attempt.charge,
      intent: attempt.intent,
      method,
      path,
      idempotency_key: key,
      client: from,
      body_sha256: body === undefined ? undefined : sha256(String(body)),
      expected: { status: attempt.status, slug: attempt.slug, replayed: attempt.replayed },
      got: answer && {
        status: answer.status,
        slug: slugOf(answer),
        replayed: isReplay(answer),
        request_id: answer.headers['request-id'],
        body_sha256: sha256(answer.text),
        ms: Math.round(performance.now() - startedAtMs),
      },
    });
    return answer;
  }

  /** @param {Attempt} attempt @param {HttpAnswer} answer */
  #judge(attempt, answer) {
    const what = `${attempt.label}: ${answer.status} ${slugOf(answer) ?? ''}`;
    const right =
      attempt.status.includes(answer.status) &&
      (attempt.slug === undefined || slugOf(answer) === attempt.slug) &&
      (attempt.replayed === undefined || isReplay(answer) === attempt.replayed);
    this.check(right, `${what} instead of ${attempt.status} ${attempt.slug ?? ''}`);
    if (!right) return;
    const { key, intent } = attempt;
    const isStored = answer.headers['idempotency-key-expires'] !== undefined;
    if (key !== undefined && isStored && attempt.slug !== 'idempotency-key-reused') {
      this.#judgeStored(key, answer);
    }
    if (intent !== undefined && answer.status === 201) {
      this.expected.acknowledge(intent, JSON.parse(answer.text).id);
    }
  }

  /** One execution and one answer for each key; `forget` begins its next generation. */
  /** @param {string} key @param {HttpAnswer} answer */
  #judgeStored(key, answer) {
    const digest = sha256(`${answer.status} ${answer.headers['content-type']} ${answer.text}`);
    const { location } = answer.headers;
    const stored = this.#stored.get(key) ?? { digest, location, executed: 0 };
    this.#stored.set(key, stored);
    if (!isReplay(answer)) stored.executed += 1;
    this.check(stored.executed <= 1, `executed twice under ${key}`);
    this.check(stored.digest === digest && stored.location === location, `other bytes for ${key}`);
  }

  /** @param {string} key that has expired */
  forget(key) {
    this.#stored.delete(key);
  }
}

/** @param {HttpAnswer} answer */
function isReplay(answer) {
  return answer.headers['idempotent-replayed'] === 'true';
}

/** @param {HttpAnswer} answer @returns {string | undefined} */
function slugOf({ headers, text }) {
  if (!headers['content-type']?.startsWith('application/problem+json')) return undefined;
  return String(JSON.parse(text).type).replace('/problems/', '');
}

/** @param {string} text */
function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
