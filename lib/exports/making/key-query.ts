import { type LiteralValue, literal, withLiterals } from '@/lib/database/literal';
import { timeText } from '@/lib/database/time-text';
import { Conditions } from '@/lib/history/conditions';
import type { KeyFilter } from '@/lib/history/contract';
import { addKeyConditions } from '@/lib/history/keys/listing/key-conditions';
import { publicId } from '@/lib/http/uuid';
import type { ExportJob } from '../job';
import { conditionsOf } from '../stated-filter';
import type { DataColumn } from './data-columns';

/**
 * FROM and WHERE for the keys that the log named by the checkpoint, as the read model has them now:
 * what happened to a key since then shows, so that another run may give other bytes.
 */
export function keysFrom(job: ExportJob): string {
  const conditions = new Conditions();
  conditions.add('k.merchant_id = ?::uuid AND k.first_seq <= ?', job.merchantId, job.asOf.size);
  addKeyConditions(conditions, job.merchantId, conditionsOf(job.filter) as KeyFilter);
  const where = withLiterals(conditions.sql, conditions.values as LiteralValue[]);
  return `FROM key_history k WHERE ${where}`;
}

const plain = (name: string, sql = `k.${name}`): DataColumn => ({ name, sql, text: false });
const text = (name: string, sql = `k.${name}`): DataColumn => ({ name, sql, text: true });

const STATE = `CASE WHEN k.generation = 0 AND k.in_progress_conflicts > 0 THEN 'in_progress'
  WHEN k.generation = 0 THEN 'unused'
  WHEN k.expires_at <= clock_timestamp() THEN 'expired' ELSE 'completed' END`;

/** A key as the list shows it. */
export function keyColumns({ merchantId }: ExportJob): readonly DataColumn[] {
  return [
    plain('id', `'ikey_' || replace(k.key_id::text, '-', '')`),
    plain('merchant', `${literal(publicId('mer', merchantId))}::text`),
    text('idempotency_key'),
    text('operation'),
    plain('state', STATE),
    plain('generation'),
    plain('first_seen', timeText('k.first_at')),
    plain('last_seen', timeText('k.last_at')),
    plain('first_seq'),
    plain('last_seq'),
    plain('executed_at', timeText('k.executed_at')),
    plain('expires_at', `CASE WHEN isfinite(k.expires_at) THEN ${timeText('k.expires_at')} END`),
    plain('policy_version'),
    plain('attempts'),
    plain('replays'),
    plain('conflicts'),
    plain('in_progress_conflicts'),
    plain('refusals'),
    plain('undelivered'),
    plain('source_count'),
    plain('http_status'),
    plain('fingerprint', `encode(k.fingerprint, 'hex')`),
    text('resource_id', 'k.resource'),
    plain('amount'),
    text('currency'),
    text('customer_reference'),
    text('order_reference'),
    text('provider_reference'),
    text('last4'),
    text('metadata', 'k.metadata::text'),
  ];
}
