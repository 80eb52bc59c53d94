import type { Queryable } from '@/lib/database/session';
import type { Caller } from '@/lib/idempotency/attempt';
import type { PaymentRow } from './payment-row';

export interface LockedPayment {
  readonly amount: number;
  readonly currency: string;
}

/** Locks the payment against other refunds until the transaction ends. */
export async function lockPayment(
  transaction: Queryable,
  merchantId: string,
  paymentId: string,
): Promise<LockedPayment | undefined> {
  const { rows } = await transaction.query<{ amount: string; currency: string }>({
    name: 'lock-payment',
    text: `SELECT amount, currency FROM payments
      WHERE merchant_id = $1 AND payment_id = $2 FOR UPDATE`,
    values: [merchantId, paymentId],
  });
  const row = rows[0];
  return row && { amount: Number(row.amount), currency: row.currency };
}

/** Minor units refunded so far; true only while the payment is locked. */
export async function refundedAmount(
  transaction: Queryable,
  merchantId: string,
  paymentId: string,
): Promise<number> {
  const { rows } = await transaction.query<{ refunded: string }>({
    name: 'refunded-amount',
    text: `SELECT coalesce(sum(amount), 0)::text AS refunded FROM refunds
      WHERE merchant_id = $1 AND payment_id = $2`,
    values: [merchantId, paymentId],
  });
  return Number(rows[0]?.refunded ?? 0);
}

export interface RefundRow {
  readonly merchantId: string;
  readonly refundId: string;
  readonly paymentId: string;
  readonly requestId: string;
  readonly amount: number;
  readonly currency: string;
  readonly createdAt: string;
}

export async function insertRefund(transaction: Queryable, row: RefundRow): Promise<void> {
  await transaction.query({
    name: 'insert-refund',
    text: `INSERT INTO refunds
      (merchant_id, refund_id, payment_id, request_id, amount, currency, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      row.merchantId,
      row.refundId,
      row.paymentId,
      row.requestId,
      row.amount,
      row.currency,
      row.createdAt,
    ],
  });
}

export interface JobRow {
  readonly merchantId: string;
  readonly jobId: string;
  readonly requestId: string;
  readonly queue: string;
  /** JSON text. */
  readonly payload: string;
  readonly runAt: string;
  readonly createdAt: string;
}

export async function insertJob(transaction: Queryable, row: JobRow): Promise<void> {
  await transaction.query({
    name: 'insert-job',
    text: `INSERT INTO jobs
      (merchant_id, job_id, request_id, queue, payload, run_at, created_at)
      VALUES ($1, $2, $3, $4, $5::json, $6, $7)`,
    values: [
      row.merchantId,
      row.jobId,
      row.requestId,
      row.queue,
      row.payload,
      row.runAt,
      row.createdAt,
    ],
  });
}

/** The payments of a one-key batch, in one statement. */
export async function insertPayments(
  transaction: Queryable,
  caller: Caller,
  batch: {
    readonly requestId: string;
    /** SHA-256, hexadecimal. */
    readonly fingerprint: string;
    readonly createdAt: string;
  },
  rows: readonly PaymentRow[],
): Promise<void> {
  await transaction.query({
    name: 'insert-payments',
    text: `INSERT INTO payments (merchant_id, payment_id, request_id, amount, currency,
        customer_reference, order_reference, provider_reference, description, payment_method,
        metadata, client_timestamp, fingerprint, client_id, ip, user_agent, created_at)
      SELECT $1, p.payment_id, $2, p.amount, p.currency, p.customer_reference, p.order_reference,
        p.provider_reference, p.description, p.payment_method::json, p.metadata::json,
        p.client_timestamp, decode($3, 'hex'), $4, $5, $6, $7
      FROM unnest($8::uuid[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::text[],
        $14::text[], $15::text[], $16::text[], $17::text[])
        AS p(payment_id, amount, currency, customer_reference, order_reference,
          provider_reference, description, payment_method, metadata, client_timestamp)`,
    values: [
      caller.merchantId,
      batch.requestId,
      batch.fingerprint,
      caller.clientId,
      caller.ip,
      caller.userAgent,
      batch.createdAt,
      rows.map((row) => row.paymentId),
      rows.map((row) => row.amount),
      rows.map((row) => row.currency),
      rows.map((row) => row.customerReference),
      rows.map((row) => row.orderReference),
      rows.map((row) => row.providerReference),
      rows.map((row) => row.description),
      rows.map((row) => row.paymentMethod),
      rows.map((row) => row.metadata),
      rows.map((row) => row.clientTimestamp),
    ],
  });
}
