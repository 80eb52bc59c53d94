import { type LiteralValue, literal, withLiterals } from '@/lib/database/literal';
import { Conditions } from '@/lib/history/conditions';
import { publicId } from '@/lib/http/uuid';
import type { Archived } from '../archived';
import type { ExportJob } from '../job';
import { conditionsOf } from '../stated-filter';
import type { DataColumn } from './data-columns';

const CONDITIONS: Readonly<Record<string, string>> = {
  amount: 'p.amount = ?',
  amount_min: 'p.amount >= ?',
  amount_max: 'p.amount <= ?',
  currency: 'p.currency = ?',
  customer_reference: 'p.customer_reference = ?',
  order_reference: 'p.order_reference = ?',
  provider_reference: 'p.provider_reference = ?',
  last4: `p.payment_method ->> 'last4' = ?`,
  request_id: 'p.request_id = ?::uuid',
  client_id: 'p.client_id = ?::uuid',
  user_agent: 'p.user_agent = ?',
  ip: 'p.ip = ?',
  fingerprint: `p.fingerprint = decode(?, 'hex')`,
  from: 'p.created_at >= ?::timestamptz',
  to: 'p.created_at < ?::timestamptz',
};

/**
 * Whether what made a row, its event, is among the records of the checkpoint; of a row from before
 * the archive's end it is there.
 */
function sealed(row: string, { asOf }: ExportJob, archived: Archived | undefined): string {
  const inLog = `EXISTS (SELECT FROM events e WHERE e.merchant_id = ${row}.merchant_id
    AND e.event_id = ${row}.request_id AND e.seq <= ${literal(asOf.size)}
    AND e.outcome IN ('executed', 'reused_after_expiry'))`;
  if (archived === undefined) return inLog;
  return `(${row}.created_at < ${literal(archived.endedAt)}::timestamptz OR ${inLog})`;
}

/** FROM and WHERE for the payments that were in the log by the checkpoint. */
export function paymentsFrom(job: ExportJob, archived: Archived | undefined): string {
  const conditions = new Conditions();
  conditions.add('p.merchant_id = ?::uuid', job.merchantId);
  const { metadata, ...filter } = conditionsOf(job.filter, true);
  for (const [name, value] of Object.entries(filter)) conditions.add(conditionOf(name), value);
  for (const [name, value] of Object.entries(metadata ?? {})) {
    conditions.add('p.metadata ->> ? = ?', name, value);
  }
  const where = withLiterals(conditions.sql, conditions.values as LiteralValue[]);
  return `FROM payments p WHERE ${where} AND ${sealed('p', job, archived)}`;
}

function conditionOf(name: string): string {
  const condition = CONDITIONS[name];
  if (condition === undefined) throw new Error(`payments have no filter ${name}`);
  return condition;
}

const plain = (name: string, sql: string): DataColumn => ({ name, sql, text: false });
const text = (name: string, sql = `p.${name}`): DataColumn => ({ name, sql, text: true });
const id = (prefix: string, column: string) =>
  `'${prefix}_' || replace(p.${column}::text, '-', '')`;

/** A payment as the list shows it, with what it was made by. Refunds count up to the checkpoint. */
export function paymentColumns(
  job: ExportJob,
  archived: Archived | undefined,
): readonly DataColumn[] {
  return [
    plain('id', id('pay', 'payment_id')),
    plain(
      'created_at',
      `to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    ),
    plain('merchant', `${literal(publicId('mer', job.merchantId))}::text`),
    plain('amount', 'p.amount'),
    text('currency'),
    plain(
      'amount_refunded',
      `(SELECT coalesce(sum(r.amount), 0) FROM refunds r WHERE r.merchant_id = p.merchant_id
        AND r.payment_id = p.payment_id AND ${sealed('r', job, archived)})`,
    ),
    plain('status', `'succeeded'::text`),
    text('customer_reference'),
    text('order_reference'),
    text('provider_reference'),
    text('description'),
    text('payment_method_type', `p.payment_method ->> 'type'`),
    text('payment_method_brand', `p.payment_method ->> 'brand'`),
    text('payment_method_last4', `p.payment_method ->> 'last4'`),
    text('payment_method_fingerprint', `p.payment_method ->> 'fingerprint'`),
    text('metadata', 'p.metadata::text'),
    text('timestamp', 'p.client_timestamp'),
    plain('fingerprint', `encode(p.fingerprint, 'hex')`),
    plain('client_id', id('key', 'client_id')),
    text('ip'),
    text('user_agent'),
    plain('request_id', id('req', 'request_id')),
  ];
}
