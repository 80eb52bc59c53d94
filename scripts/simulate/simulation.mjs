import { setTimeout as sleep } from 'node:timers/promises';
import { Actor } from './actor.mjs';
import { ExpectedPayments } from './expected-payments.mjs';
import { HttpClient } from './http-client.mjs';
import { Random } from './random.mjs';
import { TruthFile } from './truth-file.mjs';

const ACTORS_MAX = 48;
const PAGE_ROWS = 200;

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {number} weight how often it is played, against the others
 * @property {(actor: Actor) => Promise<void>} play
 * @property {(simulation: Simulation) => Promise<void>} [prepare]
 */

/**
 * @typedef {object} Options
 * @property {readonly string[]} urls
 * @property {string} apiKey with all scopes
 * @property {number} seed
 * @property {number} rate requests a second; 0 is as many as go
 * @property {number} requests
 * @property {number} seconds
 * @property {readonly Scenario[]} scenarios
 * @property {string} truthFile
 */

/** Plays scenarios with many actors at once, and holds in the end what is against what was meant. */
export class Simulation {
  #options;
  #truth;
  #startedAt = new Date();
  #nextAtMs = 0;
  #stopped = false;
  /** @type {Map<string, { requests: number, mismatches: string[] }>} */
  scenarios = new Map();
  /** @type {Map<string, number>} answers by status; 0 is none */
  answers = new Map();
  expected = new ExpectedPayments();
  requests = 0;
  retries = 0;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.random = new Random(options.seed);
    this.apiKey = options.apiKey;
    this.client = new HttpClient(options.urls);
    this.id = `${options.seed}-${this.#startedAt.getTime().toString(36)}`;
    this.#truth = new TruthFile(options.truthFile);
    /** API keys of the merchants whose payments are compared in the end. */
    this.merchants = new Set([options.apiKey]);
    /** @type {string | undefined} of the merchant whose keys expire soon */
    this.expiringApiKey = undefined;
    for (const { name } of options.scenarios) {
      this.scenarios.set(name, { requests: 0, mismatches: [] });
    }
  }

  /** Whether instances may need time to learn of a change. */
  get isSpread() {
    return this.#options.urls.length > 1;
  }

  /** No new actor begins; those at work finish. */
  stop() {
    this.#stopped = true;
  }

  /** @returns {Promise<string[]>} what differs in the database, empty where nothing does */
  async run() {
    const { scenarios, seconds } = this.#options;
    for (const { prepare } of scenarios) await prepare?.(this);
    const deadlineMs = performance.now() + seconds * 1000;
    let number = 0;
    const isOver = () =>
      this.#stopped || performance.now() >= deadlineMs || this.requests >= this.#options.requests;
    const cast = this.#cast();
    const worker = async () => {
      while (!isOver()) {
        const scenario = /** @type {Scenario} */ (cast[number % cast.length]);
        number += 1;
        await scenario.play(new Actor(this, scenario.name, number));
      }
    };
    await Promise.all(Array.from({ length: ACTORS_MAX }, worker));
    const differences = this.expected.compare(await this.#storedPayments());
    const { seed } = this.#options;
    await this.#truth.write({ summary: this.summary(), seed, simulation: this.id, differences });
    await this.#truth.close();
    this.client.close();
    return differences;
  }

  summary() {
    const { scenarios, answers, requests, retries, expected } = this;
    return {
      requests,
      retries,
      answers: Object.fromEntries([...answers].sort()),
      payments: expected.count,
      doubleCharges: expected.doubleCharges,
      mismatches: [...scenarios.values()].reduce(
        (sum, { mismatches }) => sum + mismatches.length,
        0,
      ),
    };
  }

  /** Waits for this request's turn. */
  async pace() {
    const { rate } = this.#options;
    if (rate === 0) return;
    const nowMs = performance.now();
    this.#nextAtMs = Math.max(this.#nextAtMs, nowMs) + 1000 / rate;
    await sleep(this.#nextAtMs - nowMs);
  }

  /** @param {import('./actor.mjs').TruthLine} line */
  async sent(line) {
    this.requests += 1;
    const scenario = this.scenarios.get(line.scenario);
    if (scenario) scenario.requests += 1;
    const status = String(line.got?.status ?? 'none');
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    await this.#truth.write(line);
  }

  /** @param {string} scenario @param {string} what */
  mismatch(scenario, what) {
    this.scenarios.get(scenario)?.mismatches.push(what);
  }

  /** Each scenario as often as it weighs, in an order that the seed decides. */
  #cast() {
    const random = this.random.fork('cast');
    return this.#options.scenarios
      .flatMap((scenario) => Array.from({ length: scenario.weight }, () => scenario))
      .map((scenario) => ({ scenario, at: random.next() }))
      .sort((one, other) => one.at - other.at)
      .map(({ scenario }) => scenario);
  }

  async #storedPayments() {
    const stored = [];
    for (const apiKey of this.merchants) stored.push(...(await this.#paymentsOf(apiKey)));
    return stored;
  }

  /** This simulation's payments, as the API lists them. @param {string} apiKey */
  async #paymentsOf(apiKey) {
    /** @type {import('./expected-payments.mjs').StoredPayment[]} */
    const payments = [];
    const from = encodeURIComponent(new Date(this.#startedAt.getTime() - 60_000).toISOString());
    const base = `/payments?limit=${PAGE_ROWS}&from=${from}`;
    let next = base;
    while (next !== '') {
      const page = await this.#read(next, apiKey);
      for (const { id, metadata, amount_refunded } of page.data) {
        if (metadata?.simulation !== this.id) continue;
        payments.push({ id, intent: metadata.intent, refunded: amount_refunded });
      }
      const { next_cursor: cursor } = page;
      next = cursor === null ? '' : `${base}&cursor=${encodeURIComponent(cursor)}`;
    }
    return payments;
  }

  /** @param {string} path @param {string} apiKey */
  async #read(path, apiKey) {
    const headers = { authorization: `Bearer ${apiKey}` };
    const answer = await this.client.send({ method: 'GET', path, headers, body: undefined });
    if (answer?.status !== 200) throw new Error(`cannot read ${path}: ${answer?.text ?? 'lost'}`);
    return JSON.parse(answer.text);
  }
}
