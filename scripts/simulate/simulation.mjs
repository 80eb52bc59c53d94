import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../steps.mjs';
import { Actor, Ended } from './actor.mjs';
import { ExpectedPayments } from './expected-payments.mjs';
import { HttpClient } from './http-client.mjs';
import { makeMerchants } from './merchants.mjs';
import { Pacer } from './pacer.mjs';
import { Random } from './random.mjs';
import { TruthFile } from './truth-file.mjs';

/** At once; most of them wait for something. Fewer where few requests are wanted. */
const ACTORS_MIN = 4;
const ACTORS_MAX = 1_000;
const REQUESTS_PER_ACTOR = 10;
const FAULTS_SHOWN = 5;
const PAGE_ROWS = 200;
const READ_AGAIN_MS = 500;
const READS_MAX = 20;
/** How far the clocks of the two machines may be apart. */
const CLOCKS_MS = 60_000;

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {number} weight how often it is played, against the others
 * @property {true} [needsOperator] it plays with merchants of its own
 * @property {(actor: Actor) => Promise<void>} play
 */

/**
 * @typedef {object} Options
 * @property {readonly URL[]} urls
 * @property {string} apiKey
 * @property {number} seed
 * @property {number} rate requests a second; 0 is as many as go
 * @property {number} requests
 * @property {number} seconds
 * @property {readonly Scenario[]} scenarios
 * @property {string} truthFile
 */

/** @typedef {{ played: number, sent: number, answered: number, asExpected: number, mismatches: number }} Counts */

/** Plays scenarios with many actors at once, and holds in the end what is against what was meant. */
export class Simulation {
  #options;
  #truth;
  #startedAt = new Date();
  #end = new AbortController();
  #isFull = false;
  /** @type {import('./merchants.mjs').Merchants | undefined} */
  merchants;
  /** @type {Map<string, Counts>} */
  scenarios = new Map();
  /** The first few. @type {string[]} */
  faults = [];
  /** @type {Map<string, number>} answers by status */
  answers = new Map();
  expected = new ExpectedPayments();
  sentCount = 0;
  acknowledgedCount = 0;
  /** Lost answers and those after which the same had to be sent again. */
  errors = 0;
  mismatchCount = 0;

  /** @param {Options} options @param {TruthFile} truth */
  constructor(options, truth) {
    this.#options = options;
    this.#truth = truth;
    this.random = new Random(options.seed);
    this.merchant = { apiKey: options.apiKey };
    this.client = new HttpClient(options.urls);
    this.pacer = new Pacer(options.rate);
    this.id = `sim-${this.#startedAt.getTime().toString(36)}-${options.seed}`;
    setMaxListeners(0, this.#end.signal);
  }

  /** Throws StartError where it cannot begin. @param {Options} options */
  static async create(options) {
    return new Simulation(options, await TruthFile.create(options.truthFile));
  }

  /** Aborted when no more is to be begun. */
  get ending() {
    return this.#end.signal;
  }

  get operator() {
    return { client: this.client, apiKey: this.merchant.apiKey, reason: this.id };
  }

  /** Those at work only settle what is open. */
  stop() {
    this.#end.abort();
    this.pacer.hurry();
  }

  /** @returns {Promise<readonly Scenario[]>} those that the API key is too weak for */
  async prepare() {
    const { scenarios, urls } = this.#options;
    if (!scenarios.some(({ needsOperator }) => needsOperator)) return [];
    const isSpread = urls.length > 1;
    const { client, apiKey, reason } = this.operator;
    this.merchants = await makeMerchants(client, apiKey, { reason, isSpread });
    return this.merchants ? [] : scenarios.filter(({ needsOperator }) => needsOperator);
  }

  /** Until `seconds` are over or `stop` is called; after so many `requests` what began is finished. */
  async play() {
    const { seconds, requests, scenarios } = this.#options;
    const playable = scenarios.filter(({ needsOperator }) => !needsOperator || this.merchants);
    if (playable.length === 0) throw new StartError('the API key lacks the scope operator');
    for (const { name } of playable) this.#countsOf(name);
    const timer = Number.isFinite(seconds) && setTimeout(() => this.stop(), seconds * 1000);
    /** @type {Set<Promise<void>>} */
    const atWork = new Set();
    /** @type {unknown} */
    let failure;
    let number = 0;
    const actorsMax = Math.max(ACTORS_MIN, Math.min(ACTORS_MAX, requests / REQUESTS_PER_ACTOR));
    for (const scenario of castOf(playable, this.random.fork('cast'))) {
      await this.pacer.turnOfNewActor();
      while (atWork.size >= actorsMax && !this.#isFull && !this.ending.aborted) await sleep(5);
      if (this.ending.aborted || this.#isFull) break;
      number += 1;
      const work = this.#perform(scenario, number)
        .catch((error) => {
          failure ??= error;
          this.stop();
        })
        .finally(() => atWork.delete(work));
      atWork.add(work);
    }
    await Promise.all(atWork);
    if (timer) clearTimeout(timer);
    if (failure) throw failure;
  }

  /** @param {Scenario} scenario @param {number} number */
  async #perform(scenario, number) {
    const actor = new Actor(this, scenario.name, number);
    try {
      await scenario.play(actor);
      this.#countsOf(scenario.name).played += 1;
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
    }
    actor.end();
  }

  /**
   * Compares with what the API lists, and writes the summary. @returns {Promise<string[]>} differences
   */
  async compare() {
    const { expiring, other } = this.merchants ?? {};
    for (const merchant of [this.merchant, expiring, other]) {
      if (merchant) await this.#findPayments(merchant.apiKey);
    }
    const differences = this.expected.differences();
    const { urls, apiKey: _, scenarios, ...options } = this.#options;
    await this.#truth.write({
      summary: {
        simulation: this.id,
        seed: options.seed,
        options: { ...options, urls, scenarios: scenarios.map(({ name }) => name) },
        ...this.figures(),
        differences: differences.length,
      },
      differences,
    });
    await this.#truth.close();
    this.client.close();
    return differences;
  }

  /** Totals, and the same for each scenario. */
  figures() {
    const byScenario = this.expected.byScenario();
    const scenarios = [...this.scenarios].map(([name, counts]) => {
      const payments = byScenario.get(name) ?? {
        acknowledged: 0,
        open: 0,
        found: 0,
        doubleCharges: 0,
      };
      return { name, ...counts, ...payments };
    });
    const sum = (/** @type {'acknowledged' | 'open' | 'found' | 'doubleCharges'} */ member) =>
      scenarios.reduce((total, scenario) => total + scenario[member], 0);
    return {
      requests: this.sentCount,
      answers: Object.fromEntries([...this.answers].sort()),
      errors: this.errors,
      mismatches: this.mismatchCount,
      payments: { expected: sum('acknowledged'), open: sum('open'), found: sum('found') },
      doubleCharges: sum('doubleCharges'),
      scenarios,
    };
  }

  /** @param {ReturnType<typeof import('./truth-line.mjs').truthLine>} line */
  async sent(line) {
    this.sentCount += 1;
    if (this.sentCount >= this.#options.requests) this.#isFull = true;
    const counts = this.#countsOf(line.scenario);
    counts.sent += 1;
    if (line.got) counts.answered += 1;
    if (line.got && line.got.status < 300) this.acknowledgedCount += 1;
    if (line.got && !line.mismatches) counts.asExpected += 1;
    const status = String(line.got?.status ?? 'none');
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    await this.#truth.write(line);
  }

  /** @param {string} scenario @param {string} what */
  mismatch(scenario, what) {
    this.mismatchCount += 1;
    this.#countsOf(scenario).mismatches += 1;
    if (this.faults.length < FAULTS_SHOWN) this.faults.push(what);
  }

  /** @param {string} scenario */
  #countsOf(scenario) {
    const counts = this.scenarios.get(scenario) ?? {
      played: 0,
      sent: 0,
      answered: 0,
      asExpected: 0,
      mismatches: 0,
    };
    this.scenarios.set(scenario, counts);
    return counts;
  }

  /** This simulation's payments, as the API lists them. @param {string} apiKey */
  async #findPayments(apiKey) {
    const from = new Date(this.#startedAt.getTime() - CLOCKS_MS).toISOString();
    const first = `/payments?limit=${PAGE_ROWS}&from=${encodeURIComponent(from)}`;
    let cursor = '';
    do {
      const page = await this.#read(first + cursor, apiKey);
      for (const { id, amount, metadata, amount_refunded: refunded } of page.data) {
        if (metadata?.simulation !== this.id) continue;
        this.expected.find({ id, charge: metadata.charge, amount, refunded });
      }
      cursor = page.next_cursor && `&cursor=${encodeURIComponent(page.next_cursor)}`;
    } while (cursor);
  }

  /** @param {string} path @param {string} apiKey */
  async #read(path, apiKey) {
    const request = { method: 'GET', path, headers: { authorization: `Bearer ${apiKey}` } };
    let answer = await this.client.send(request);
    for (let read = 1; answer?.status !== 200 && read < READS_MAX; read += 1) {
      await sleep(READ_AGAIN_MS);
      answer = await this.client.send({ ...request, instance: read });
    }
    if (answer?.status === 200) return JSON.parse(answer.text);
    const reason = answer ? answer.text : 'no answer';
    throw new StartError(`cannot compare with the database: GET ${path}: ${reason}`);
  }
}

/**
 * Who plays when, without end: first each scenario once, then each as often as it weighs, in orders
 * that the seed decides.
 * @param {readonly Scenario[]} scenarios not empty
 * @param {Random} random
 * @returns {Generator<Scenario, never>}
 */
export function* castOf(scenarios, random) {
  yield* random.shuffle(scenarios);
  const weighted = scenarios.flatMap((scenario) => Array(scenario.weight).fill(scenario));
  for (;;) yield* random.shuffle(weighted);
}
