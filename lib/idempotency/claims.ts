import type { Pool } from '@/lib/database/connection';
import { DatabaseError } from '@/lib/database/failure';
import { type Queryable, runTransaction } from '@/lib/database/session';
import { attemptRecord } from '@/lib/ledger/event-record';
import type { ExecutedAnswer, NewPayment, Plan, StoredAnswer } from './attempt';
import { GroupCommit } from './group-commit';
import { INDEFINITE, type Policy } from './policy';
import type { Prepared } from './prepared-attempt';
import {
  type ClaimResult,
  claimKey,
  claimPayments,
  completeKey,
  type KeyRow,
  type PaymentClaim,
} from './store';

type PaymentPlan = Extract<Plan, { kind: 'payment' }>;
type TransactionPlan = Extract<Plan, { kind: 'transaction' }>;

/** How an attempt to be the first ended. */
export type Claim =
  | { readonly kind: 'executed'; readonly stored: StoredAnswer }
  | { readonly kind: 'taken'; readonly stored: StoredAnswer }
  | { readonly kind: 'undecided' };

export interface ClaimsOptions {
  readonly hotPool: Pool;
  readonly workPool: Pool;
  readonly oneMerchantBatches: boolean;
  readonly onBatch: (lane: 'claims', rows: number) => void;
}

const CLAIM_ROWS_MAX = 64;
const CLAIMS_IN_FLIGHT_MAX = 2;
const WAITING_ROWS_MAX = 10_000;
const LOCKED_RETRY_MS = 25;
/** How long a transaction may hold a connection while it waits for somebody's lock. */
const LOCK_TIMEOUT_MAX_MS = 2_000;
const LOCK_TIMEOUT_MIN_MS = 50;

/** Makes an attempt the first of its key: payments in groups, the rest one transaction each. */
export class Claims {
  readonly #options: ClaimsOptions;
  readonly #payments: GroupCommit<PaymentClaim, ClaimResult>;

  constructor(options: ClaimsOptions) {
    this.#options = options;
    this.#payments = new GroupCommit({
      commit: (rows) => claimPayments(options.hotPool, rows),
      maxRows: CLAIM_ROWS_MAX,
      maxInFlight: CLAIMS_IN_FLIGHT_MAX,
      maxWaiting: WAITING_ROWS_MAX,
      onFull: () =>
        new DatabaseError('unavailable', new Error('too many requests wait for the database')),
      groupOf: options.oneMerchantBatches ? (row) => String(row.merchant_id) : undefined,
      onBatch: (rows) => options.onBatch('claims', rows),
    });
  }

  get waitingRows(): number {
    return this.#payments.waitingRows;
  }

  /** Throws DatabaseError, and whatever the plan's own work throws. */
  claim(
    prepared: Prepared,
    plan: PaymentPlan | TransactionPlan,
    deadlineMs: number,
  ): Promise<Claim> {
    return plan.kind === 'payment'
      ? this.#claimPayment(prepared, plan, deadlineMs)
      : this.#claimTransaction(prepared, plan, deadlineMs);
  }

  async #claimPayment(prepared: Prepared, plan: PaymentPlan, deadlineMs: number): Promise<Claim> {
    const payment = plan.make();
    const row = paymentClaim(prepared, payment);
    let result = await this.#payments.submit(row);
    // Somebody holds this key's lock: out of the lane, so that nobody else waits for it.
    while (result.kind === 'locked' && performance.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, LOCKED_RETRY_MS));
      [result = result] = await claimPayments(
        this.#options.workPool,
        [row],
        lockTimeoutMs(deadlineMs),
      );
    }
    if (result.kind === 'failed') throw new DatabaseError(result.failure, result.cause);
    if (result.kind !== 'won') return found(result);
    const { generation, decidedAt, expiresAt } = result;
    const createdAt = `${decidedAt.slice(0, 23)}Z`;
    return {
      kind: 'executed',
      stored: {
        generation,
        operation: prepared.attempt.operation,
        policyVersion: prepared.policy.version,
        fingerprint: prepared.fingerprint,
        executorId: prepared.attempt.attemptId,
        status: 201,
        contentType: 'application/json',
        location: payment.location,
        body: payment.bodyHead + createdAt + payment.bodyTail,
        createdAt: decidedAt,
        expiresAt,
      },
    };
  }

  async #claimTransaction(
    prepared: Prepared,
    plan: TransactionPlan,
    deadlineMs: number,
  ): Promise<Claim> {
    try {
      const work = async (transaction: Queryable): Promise<Claim> => {
        const row = keyRow(prepared);
        const result = await claimKey(transaction, row);
        if (result.kind !== 'won') return found(result);
        const createdAt = `${result.decidedAt.slice(0, 23)}Z`;
        const decided = { createdAt, fingerprint: prepared.fingerprint };
        const answer = await plan.execute(transaction, decided);
        await completeKey(
          transaction,
          row,
          answer,
          executedRecord(prepared, answer),
          prepared.canonical,
        );
        return {
          kind: 'executed',
          stored: {
            generation: result.generation,
            operation: prepared.attempt.operation,
            policyVersion: prepared.policy.version,
            fingerprint: prepared.fingerprint,
            executorId: prepared.attempt.attemptId,
            status: answer.status,
            contentType: answer.contentType,
            location: answer.location,
            body: answer.body,
            createdAt: result.decidedAt,
            expiresAt: result.expiresAt,
          },
        };
      };
      return await runTransaction(this.#options.workPool, work, {
        lockTimeoutMs: lockTimeoutMs(deadlineMs),
      });
    } catch (error) {
      const retry = error instanceof DatabaseError && /^(locked|transient)$/.test(error.failure);
      if (retry) return { kind: 'undecided' };
      throw error;
    }
  }
}

/** As long as the caller waits, within bounds. */
function lockTimeoutMs(deadlineMs: number): number {
  const leftMs = Math.ceil(deadlineMs - performance.now());
  return Math.min(LOCK_TIMEOUT_MAX_MS, Math.max(LOCK_TIMEOUT_MIN_MS, leftMs));
}

function found(result: Exclude<ClaimResult, { kind: 'won' }>): Claim {
  if (result.kind === 'own') return { kind: 'executed', stored: result.stored };
  if (result.kind === 'live') return { kind: 'taken', stored: result.stored };
  return { kind: 'undecided' };
}

function keyRow({ attempt, policy, fingerprint }: Prepared): KeyRow {
  return {
    merchant_id: attempt.caller.merchantId,
    idempotency_key: attempt.key,
    operation: attempt.operation,
    policy_version: policy.version,
    fingerprint,
    executor_id: attempt.attemptId,
    retention: retentionOf(policy),
    evidence_retention: policy.evidenceRetention,
    response_location: null,
    body_head: '',
    body_tail: '',
  };
}

/** One literal, no spreading: this object is made for every payment. */
function paymentClaim(prepared: Prepared, payment: NewPayment): PaymentClaim {
  const { attempt, policy, fingerprint } = prepared;
  const { caller } = attempt;
  const { row } = payment;
  const detail = {
    http_status: 201,
    fingerprint,
    policy_version: policy.version,
    resource_id: payment.resourceId,
  };
  return {
    merchant_id: caller.merchantId,
    idempotency_key: attempt.key,
    operation: attempt.operation,
    policy_version: policy.version,
    fingerprint,
    executor_id: attempt.attemptId,
    retention: retentionOf(policy),
    evidence_retention: policy.evidenceRetention,
    response_location: payment.location,
    body_head: payment.bodyHead,
    body_tail: payment.bodyTail,
    record: JSON.stringify(attemptRecord(attempt, detail)),
    request_body: prepared.canonical,
    payment_id: row.paymentId,
    amount: row.amount,
    currency: row.currency,
    customer_reference: row.customerReference,
    order_reference: row.orderReference,
    provider_reference: row.providerReference,
    description: row.description,
    payment_method: row.paymentMethod,
    metadata: row.metadata,
    client_timestamp: row.clientTimestamp,
    client_id: caller.clientId,
    ip: caller.ip,
    user_agent: caller.userAgent,
  };
}

function retentionOf(policy: Policy): string | null {
  return policy.retention === INDEFINITE ? null : policy.retention;
}

function executedRecord(prepared: Prepared, answer: ExecutedAnswer): string {
  const { attempt, policy } = prepared;
  const facts = answer.facts ? { ...attempt.facts, ...answer.facts } : attempt.facts;
  return JSON.stringify(
    attemptRecord(
      { ...attempt, facts },
      {
        http_status: answer.status,
        fingerprint: prepared.fingerprint,
        policy_version: policy.version,
        resource_id: answer.resourceId,
      },
    ),
  );
}
