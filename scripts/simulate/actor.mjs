import { setTimeout as sleep } from 'node:timers/promises';
import {
  faultsOf,
  isStored,
  isTransient,
  paymentsOf,
  requestOf,
  sha256,
  storedAnswer,
} from './attempt.mjs';
import { KeyAnswers } from './key-answers.mjs';
import { truthLine } from './truth-line.mjs';

const RETRY_FROM_MS = 50;
const RETRY_TO_MS = 2_000;
/** A careful client gives up only after this; after the end of the simulation sooner. */
const RETRIES_MS = 60_000;
const LAST_RETRIES_MS = 10_000;
const AGENTS = ['shop-node/3.2.0', 'shop-php/1.9.4', 'shop-ios/7.1', 'erp-java/11.0.2', 'pos/2.4'];

/** @typedef {import('./simulation.mjs').Simulation} Simulation */
/** @typedef {import('./attempt.mjs').Attempt} Attempt */
/** @typedef {import('./attempt.mjs').KeyedRecord} KeyedRecord */
/** @typedef {import('./attempt.mjs').Merchant} Merchant */
/** @typedef {import('./http-client.mjs').HttpAnswer} HttpAnswer */

/** The simulation is over before the actor was. */
export class Ended extends Error {}

/** One client with something to do; all that it sends is labelled, judged and written down. */
export class Actor {
  #simulation;
  #scenario;
  #name;
  #chance;
  #made = 0;
  /** @type {Map<string, KeyAnswers>} */
  #answers = new Map();

  /** @param {Simulation} simulation @param {string} scenario @param {number} number */
  constructor(simulation, scenario, number) {
    this.#simulation = simulation;
    this.#scenario = scenario;
    this.#name = `${scenario}-${number}`;
    this.random = simulation.random.fork(this.#name);
    // What only happens when a request is sent again must not change what is chosen next.
    this.#chance = simulation.random.fork(`chance of ${this.#name}`);
    this.identity = this.newIdentity(1, 16);
    this.merchant = simulation.merchant;
  }

  /** Those of an operator's making. */
  get merchants() {
    const { merchants } = this.#simulation;
    if (merchants === undefined) throw new Error(`${this.#scenario} needs an operator`);
    return merchants;
  }

  /**
   * Does something as the operator, in its turn.
   * @template Result
   * @param {(operator: import('./merchants.mjs').Operator) => Promise<Result>} work
   */
  async operate(work) {
    await this.#takeTurns(1, false);
    return work(this.#simulation.operator).finally(() => this.#simulation.pacer.leave());
  }

  /** One of few machines, or of many. @param {number} from @param {number} to */
  newIdentity(from, to) {
    const address = `127.0.${this.random.int(from, to)}.${this.random.int(1, 2)}`;
    return { address, agent: this.random.pick(AGENTS) };
  }

  /** Never that of another run: a repeated seed repeats the choices, not the payments. */
  newKey() {
    return `${this.#simulation.id}-${this.random.hex(24)}`;
  }

  /** What a customer means to pay once. */
  newPayment() {
    return this.paymentOf(this.newName('charge'), {
      amount: this.random.int(100, 250_000),
      currency: this.random.pick(['EUR', 'USD', 'GBP', 'JPY', 'CHF']),
      customer_reference: `cus_${this.random.hex(6)}`,
      order_reference: `ord_${this.random.hex(10)}`,
      payment_method: { type: 'card', brand: 'visa', last4: String(this.random.int(1000, 9999)) },
    });
  }

  /** One that must be refused: nobody expects its charge. @template {{ amount: number }} Fields @param {Fields} fields */
  refusedPayment(fields) {
    return this.paymentOf(this.newName('refused'), fields);
  }

  /** @template {{ amount: number }} Fields @param {string} charge @param {Fields} fields */
  paymentOf(charge, fields) {
    const body = { ...fields, metadata: { simulation: this.#simulation.id, charge } };
    return { charge, amount: fields.amount, fields, body };
  }

  /** @param {string} kind */
  newName(kind) {
    this.#made += 1;
    return `${kind}-${this.#name}-${this.#made}`;
  }

  /** @param {number} from @param {number} to in milliseconds */
  async pause(from, to) {
    const { ending } = this.#simulation;
    await sleep(this.random.int(from, to), undefined, { signal: ending }).catch(() => undefined);
  }

  /** @param {boolean} holds @param {string} what */
  check(holds, what) {
    if (!holds) this.#simulation.mismatch(this.#scenario, `${this.#name}: ${what}`);
  }

  /** The key has expired: its next generation begins. @param {string} key */
  forget(key) {
    const answers = this.#answersOf(this.merchant, key);
    this.#endKey(key, answers);
    this.#answers.delete(`${this.merchant.apiKey} ${key}`);
  }

  end() {
    for (const [key, answers] of this.#answers) this.#endKey(key, answers);
  }

  /**
   * Sends it until there is a final answer, as a careful client does: after 409, 429, 503 and a lost
   * connection again with the same key, later each time. Throws Ended when the simulation is over,
   * unless the outcome of this key is still open.
   * @param {Attempt} attempt
   * @returns {Promise<HttpAnswer | undefined>} undefined where the answer was to be lost
   */
  async send(attempt) {
    await this.#takeTurns(1, this.#answersFor(attempt)?.isOpen === true);
    return this.#deliver(attempt);
  }

  /** Sends all at the same moment. @param {readonly Attempt[]} attempts */
  async sendAtOnce(attempts) {
    await this.#takeTurns(attempts.length, false);
    const deliveries = attempts.map((attempt) => this.#deliver(attempt));
    await Promise.allSettled(deliveries); // None may be left in flight when another fails.
    return Promise.all(deliveries);
  }

  /** @param {number} count @param {boolean} mustGo */
  async #takeTurns(count, mustGo) {
    const { pacer, ending } = this.#simulation;
    if (ending.aborted && !mustGo) throw new Ended();
    await pacer.enter(count);
    if (!ending.aborted || mustGo) return;
    for (let turn = 0; turn < count; turn += 1) pacer.leave();
    throw new Ended();
  }

  /** With the first turn taken. @param {Attempt} attempt */
  async #deliver(attempt) {
    const { ending } = this.#simulation;
    const startedAtMs = performance.now();
    let instance = this.random.int(0, 1_000);
    for (let waitMs = RETRY_FROM_MS; ; waitMs = Math.min(waitMs * 2, RETRY_TO_MS)) {
      const resent = waitMs > RETRY_FROM_MS;
      if (resent) await this.#takeTurns(1, true);
      const answer = await this.#exchange(attempt, { instance, resent });
      if (attempt.lose === 'connection') return undefined;
      if (answer && this.#isFinal(attempt, answer)) {
        return attempt.lose === 'answer' ? undefined : answer;
      }
      this.#simulation.errors += 1;
      const waitedMs = performance.now() - startedAtMs;
      if (waitedMs > (ending.aborted ? LAST_RETRIES_MS : RETRIES_MS)) {
        this.check(false, `${attempt.label}: nothing but ${answer?.status ?? 'silence'}`);
        return undefined;
      }
      const retryAfterMs = Number(answer?.headers['retry-after'] ?? 0) * 1000;
      await sleep(Math.max(waitMs, retryAfterMs) * (0.75 + this.#chance.next() / 2));
      instance += 1;
    }
  }

  /** @param {Attempt} attempt @param {HttpAnswer} answer */
  #isFinal(attempt, { status }) {
    return !isTransient(status) || attempt.status.includes(status);
  }

  /** One request and its answer. @param {Attempt} attempt @param {{ instance: number, resent: boolean }} how */
  async #exchange(attempt, { instance, resent }) {
    const simulation = this.#simulation;
    const { from = this.identity, as = this.merchant } = attempt;
    const request = requestOf(attempt, { from, as });
    this.#expect(attempt, resent);
    const abandon = attempt.lose === 'connection' && { abandonAfterMs: this.#chance.int(0, 15) };
    const at = new Date().toISOString();
    const sentAtMs = performance.now();
    const answer = await simulation.client
      .send({ ...request, instance, ...abandon })
      .finally(() => simulation.pacer.leave());
    const ms = Math.round((performance.now() - sentAtMs) * 10) / 10;
    const faults = this.#judge(attempt, answer);
    for (const fault of faults) {
      const about = [attempt.key, answer?.headers['request-id']].filter(Boolean).join(', ');
      this.check(false, `${attempt.label}: ${fault} (${about})`);
    }
    await simulation.sent(
      truthLine(
        { at, scenario: this.#scenario, actor: this.#name, resent, faults, ms },
        { attempt, request, from, as },
        answer,
      ),
    );
    return answer;
  }

  /**
   * Notes what this request may bring about: the first time that it leaves, and each time where
   * the key may have expired since.
   * @param {Attempt} attempt @param {boolean} resent
   */
  #expect(attempt, resent) {
    const { expected, merchants } = this.#simulation;
    const mayBeNext = resent && this.merchant === merchants?.expiring;
    for (const { charge, amount, key } of paymentsOf(attempt)) {
      const isNew = this.#answersOf(attempt.as, key).begin(charge);
      if (isNew || mayBeNext) expected.send(charge, this.#scenario, amount);
    }
    const { refundOf } = attempt;
    if (refundOf === undefined || !this.#answersFor(attempt)?.begin(refundOf)) return;
    expected.sendRefund(refundOf);
  }

  /** @param {Attempt} attempt @param {HttpAnswer | undefined} answer @returns {string[]} */
  #judge(attempt, answer) {
    const answers = this.#answersFor(attempt);
    if (answer === undefined || answer.status >= 500) {
      answers?.lose();
      for (const { key } of attempt.records ?? []) this.#answersOf(attempt.as, key).lose();
    }
    if (answer === undefined || !this.#isFinal(attempt, answer)) return [];
    const faults = faultsOf(attempt, answer, answers?.hasLost === true);
    if (faults.length > 0) return faults;
    if (attempt.records) return this.#judgeRecords(attempt, attempt.records, answer);
    if (answers === undefined || !isStored(answer)) return [];
    this.#acknowledge(attempt, answer, answers.isDecided);
    return answers.add(storedAnswer(answer));
  }

  /** @param {Attempt} attempt @param {HttpAnswer} answer @param {boolean} isKnown */
  #acknowledge({ charge, payments, refundOf }, answer, isKnown) {
    const { expected } = this.#simulation;
    if (isKnown) return;
    const content = JSON.parse(answer.text);
    if (charge !== undefined) expected.acknowledge(charge, content.id);
    if (refundOf !== undefined) expected.acknowledgeRefund(refundOf, content.amount ?? 0);
    for (const [index, payment] of (payments ?? []).entries()) {
      expected.acknowledge(payment.charge, content.payments?.[index]?.id);
    }
  }

  /** @param {Attempt} attempt @param {readonly KeyedRecord[]} records @param {HttpAnswer} answer */
  #judgeRecords({ as }, records, answer) {
    const { results } = JSON.parse(answer.text);
    return records.flatMap((record, index) => {
      const { status, replayed, body = {} } = results[index] ?? {};
      const answers = this.#answersOf(as, record.key);
      const slug = String(body.type).replace('/problems/', '');
      const wrongReplay = replayed !== record.replayed && !(answers.hasLost && replayed);
      if (status !== record.status || (record.slug && slug !== record.slug) || wrongReplay) {
        return [`record ${index} (${record.label}): ${status} ${slug}, replayed ${replayed}`];
      }
      if (status !== 201) return [];
      this.#simulation.expected.acknowledge(record.charge, body.id);
      const contentType = 'application/json';
      const location = `/api/v1/payments/${body.id}`;
      const digest = sha256(JSON.stringify(body));
      return answers.add({ status, sha256: digest, contentType, location, replayed });
    });
  }

  /** @param {string} key @param {KeyAnswers} answers */
  #endKey(key, answers) {
    for (const fault of answers.end()) this.check(false, `${key}: ${fault}`);
  }

  /** @param {Attempt} attempt */
  #answersFor({ as, key }) {
    return key === undefined ? undefined : this.#answersOf(as, key);
  }

  /** @param {Merchant | undefined} as @param {string} key */
  #answersOf(as = this.merchant, key) {
    const name = `${as.apiKey} ${key}`;
    const known = this.#answers.get(name) ?? new KeyAnswers();
    this.#answers.set(name, known);
    return known;
  }
}
