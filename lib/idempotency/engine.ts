import type { Pool } from '@/lib/database/connection';
import { DatabaseError, type DatabaseFailure } from '@/lib/database/failure';
import { Problem } from '@/lib/http/problem';
import type { Attempt, Plan, Settled, StoredAnswer } from './attempt';
import { Claims } from './claims';
import { GroupCommit } from './group-commit';
import type { Policy } from './policy';
import type { PolicySource } from './policy-source';
import { type Prepared, prepare, preparedUnder } from './prepared-attempt';
import { ResponseCache } from './response-cache';
import { findKey, findRequestBody, type WitnessRow, witness } from './store';
import { decideVerdict } from './verdict';
import { conflictRow, replayRow } from './witness-row';

export interface EngineOptions {
  /** For the grouped lanes: planned once, short lock timeout. */
  readonly hotPool: Pool;
  /** For transactions. */
  readonly workPool: Pool;
  readonly policies: PolicySource;
  readonly oneMerchantBatches: boolean;
  readonly onBatch: (lane: 'claims' | 'witnesses', rows: number) => void;
  readonly onUndecided: () => void;
}

const WITNESS_ROWS_MAX = 256;
/** Replays lock nothing and are short: one large batch costs both sides less than two small ones. */
const WITNESSES_IN_FLIGHT_MAX = 1;
const WAITING_ROWS_MAX = 10_000;
const TRIES_MIN = 3;

/** A first request being decided. */
class Decision {
  #ended: Promise<DatabaseFailure | undefined> | undefined;
  #end: ((failure: DatabaseFailure | undefined) => void) | undefined;

  /** For the duplicates that wait for it; most have none, and then no promise is made. */
  get ended(): Promise<DatabaseFailure | undefined> {
    this.#ended ??= new Promise((resolve) => {
      this.#end = resolve;
    });
    return this.#ended;
  }

  get isAwaited(): boolean {
    return this.#ended !== undefined;
  }

  end(failure: DatabaseFailure | undefined): void {
    this.#end?.(failure);
  }
}

/** Decides each keyed attempt: executed once, replayed, or refused. */
export class IdempotencyEngine {
  readonly cache = new ResponseCache();
  readonly #options: EngineOptions;
  readonly #claims: Claims;
  readonly #witnesses: GroupCommit<WitnessRow, boolean>;
  /** First requests that this instance is deciding now, by scoped key. */
  readonly #deciding = new Map<string, Decision>();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#claims = new Claims(options);
    this.#witnesses = new GroupCommit({
      commit: (rows) => witness(options.hotPool, rows),
      maxRows: WITNESS_ROWS_MAX,
      maxInFlight: WITNESSES_IN_FLIGHT_MAX,
      maxWaiting: WAITING_ROWS_MAX,
      onFull: overloaded,
      groupOf: options.oneMerchantBatches ? (row) => String(row.merchant_id) : undefined,
      onBatch: (rows) => options.onBatch('witnesses', rows),
    });
  }

  get undecidedRows(): number {
    return this.#deciding.size;
  }

  get waitingRows(): number {
    return this.#claims.waitingRows + this.#witnesses.waitingRows;
  }

  /**
   * Throws a Problem where nothing is stored for the attempt: `request-in-progress` past its wait,
   * `unavailable`, `outcome-unknown`, and what the plan itself refuses. Only then is an event still
   * owed; every other end has written its own.
   */
  async settle(attempt: Attempt, plan: Plan): Promise<Settled> {
    const current = this.#options.policies.current(attempt.caller.merchantId, attempt.operation);
    const prepared = prepare(attempt, isPolicy(current) ? current : await orProblem(current));
    const deadlineMs = performance.now() + attempt.waitMs;
    // Also who may not wait gets the answer to a race that is over by now.
    for (let tries = 0; tries < TRIES_MIN || performance.now() < deadlineMs; tries += 1) {
      const stored = this.cache.get(prepared.scopedKey);
      const settled = stored
        ? await this.#judge(prepared, stored)
        : await this.#decide(prepared, plan, deadlineMs);
      if (settled) return settled;
    }
    throw inProgress();
  }

  /** Leads the decision of this key, or waits for the attempt that does. */
  async #decide(prepared: Prepared, plan: Plan, deadlineMs: number): Promise<Settled | undefined> {
    const first = this.#deciding.get(prepared.scopedKey);
    if (first) {
      const failure = await before(deadlineMs, first.ended);
      // The leader's database is this attempt's too; and this attempt itself had no effect.
      if (failure) throw asProblem(new DatabaseError('unavailable', failure));
      return undefined;
    }
    const decision = new Decision();
    this.#deciding.set(prepared.scopedKey, decision);
    let failure: DatabaseFailure | undefined;
    try {
      const settled = await this.#lead(prepared, plan, deadlineMs);
      // An answer that nobody has asked for twice is not worth the memory.
      if (decision.isAwaited && settled) this.cache.set(prepared.scopedKey, settled.stored);
      return settled;
    } catch (error) {
      failure = failureOf(error);
      throw asProblem(error);
    } finally {
      this.#deciding.delete(prepared.scopedKey);
      decision.end(failure);
    }
  }

  async #lead(prepared: Prepared, plan: Plan, deadlineMs: number): Promise<Settled | undefined> {
    if (plan.kind === 'invalid') {
      const { merchantId } = prepared.attempt.caller;
      const stored = await findKey(this.#options.hotPool, merchantId, prepared.attempt.key);
      if (!stored) throw plan.problem;
      this.cache.set(prepared.scopedKey, stored);
      return undefined;
    }
    const claim = await this.#claims.claim(prepared, plan, deadlineMs);
    if (claim.kind === 'undecided') {
      this.#options.onUndecided();
      return undefined;
    }
    if (claim.kind === 'executed') return { kind: 'executed', stored: claim.stored };
    this.cache.set(prepared.scopedKey, claim.stored);
    return undefined;
  }

  /** A replay or a conflict, and its event; undefined where the key no longer stands so. */
  async #judge(prepared: Prepared, stored: StoredAnswer): Promise<Settled | undefined> {
    try {
      const { merchantId } = prepared.attempt.caller;
      const { operation, policyVersion } = stored;
      const version = this.#options.policies.version(merchantId, operation, policyVersion);
      const judged = preparedUnder(prepared, isPolicy(version) ? version : await version);
      if (decideVerdict(stored, judged) === 'replay') {
        const stands = await this.#witnesses.submit(replayRow(judged, stored));
        if (stands) return { kind: 'replayed', stored };
      } else {
        const { hotPool } = this.#options;
        const firstBody = await findRequestBody(hotPool, merchantId, stored.executorId);
        const stands = await this.#witnesses.submit(conflictRow(judged, stored, firstBody));
        if (stands) return { kind: 'conflict', stored };
      }
      this.cache.delete(prepared.scopedKey);
      return undefined;
    } catch (error) {
      throw asProblem(error);
    }
  }
}

/** Known at once, as it nearly always is. */
function isPolicy(policy: Policy | Promise<Policy>): policy is Policy {
  return !(policy instanceof Promise);
}

async function orProblem<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw asProblem(error);
  }
}

function failureOf(error: unknown): DatabaseFailure | undefined {
  return error instanceof DatabaseError ? error.failure : undefined;
}

async function before<Value>(
  deadlineMs: number,
  promise: Promise<Value>,
): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, deadlineMs - performance.now()), undefined);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

const RETRY_AFTER_SECONDS = '1';

function inProgress(): Problem {
  return new Problem(
    'request-in-progress',
    'The first request with this key is still in flight; send this one again with the same key.',
    { headers: { 'retry-after': RETRY_AFTER_SECONDS } },
  );
}

function overloaded(): DatabaseError {
  return new DatabaseError('unavailable', new Error('too many requests wait for the database'));
}

/** What the caller is told of trouble with the database. */
function asProblem(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const headers = { 'retry-after': RETRY_AFTER_SECONDS };
  if (error.failure === 'outcome-unknown') {
    return new Problem(
      'outcome-unknown',
      'The database was lost before it confirmed; retry with the same key for the one result.',
      { headers, cause: error },
    );
  }
  return new Problem(
    'unavailable',
    'The database is away or overloaded; nothing was executed. Retry with the same key.',
    { headers, cause: error },
  );
}
