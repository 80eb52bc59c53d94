import { literal } from '@/lib/database/literal';
import { timeText } from '@/lib/database/time-text';
import { publicId } from '@/lib/http/uuid';
import type { ExportFormat } from '../job';

/** A column of a data file: its name, and the SQL of its value. */
export interface DataColumn {
  readonly name: string;
  readonly sql: string;
  /** Free text, which a spreadsheet might take for a formula. */
  readonly text: boolean;
}

const plain = (name: string, sql: string): DataColumn => ({ name, sql, text: false });
const text = (name: string, sql = `e.${name}`): DataColumn => ({ name, sql, text: true });

const seq = plain('seq', 'e.seq');
const occurredAt = plain('occurred_at', timeText('e.occurred_at'));
const recordedAt = plain('recorded_at', timeText('e.recorded_at'));
const merchant = (merchantId: string) =>
  plain('merchant', `${literal(publicId('mer', merchantId))}::text`);
const requestId = text('request_id', `'req_' || replace(e.request_id::text, '-', '')`);
const leafHash = plain('leaf_hash', `encode(e.leaf_hash, 'hex')`);

/** Of the events `e`, in the order of contract §2.4. */
export function eventColumns(merchantId: string): readonly DataColumn[] {
  return [
    seq,
    occurredAt,
    recordedAt,
    text('source'),
    merchant(merchantId),
    text('operation'),
    text('idempotency_key'),
    plain('generation', 'e.generation'),
    text('outcome'),
    plain('http_status', 'e.http_status'),
    plain('fingerprint', `encode(e.fingerprint, 'hex')`),
    text('resource_id', 'e.resource'),
    plain('amount', 'e.amount'),
    text('currency'),
    text('customer_reference'),
    text('order_reference'),
    text('provider_reference'),
    text('client_id', 'e.client'),
    text('ip'),
    text('user_agent'),
    plain('latency_ms', 'trim_scale(e.latency_us / 1000.0)'),
    requestId,
    leafHash,
  ];
}

/** Of system events `e`. */
export function accessColumns(merchantId: string): readonly DataColumn[] {
  return [
    seq,
    occurredAt,
    recordedAt,
    merchant(merchantId),
    text('actor'),
    text('actor_role'),
    text('action'),
    text('subject_type'),
    text('subject_id', 'e.subject'),
    text('reason'),
    text('customer_reference'),
    text('ip'),
    text('user_agent'),
    requestId,
    text('detail', 'e.detail::text'),
    leafHash,
  ];
}

/** What COPY is given: rows of `from`, which names tables, conditions and an order. */
export function copyStatement(
  columns: readonly DataColumn[],
  format: ExportFormat,
  from: string,
): string {
  if (format === 'jsonl') {
    const fields = columns.map(({ name, sql }) => `${sql} AS ${name}`).join(', ');
    // JSON holds no control character, so that nothing is ever quoted.
    return `COPY (SELECT row_to_json(r)::text FROM (SELECT ${fields} ${from}) r)
      TO STDOUT WITH (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01', ESCAPE E'\\x01')`;
  }
  const cells = columns.map((column) => (column.text ? guarded(column.sql) : column.sql));
  return `COPY (SELECT ${cells.join(', ')} ${from}) TO STDOUT WITH (FORMAT csv)`;
}

/** OWASP's list (ASVS 5.0, 1.2.10): such a text gets a leading apostrophe. `= + - @`, TAB, CR, LF. */
function guarded(sql: string): string {
  return `CASE WHEN ascii(${sql}) IN (61, 43, 45, 64, 9, 13, 10) THEN '''' || (${sql}) ELSE ${sql} END`;
}

/** What a data file begins with, and how its lines end. */
export function dataHead(columns: readonly DataColumn[], format: ExportFormat): string {
  return format === 'csv' ? `${columns.map(({ name }) => name).join(',')}\r\n` : '';
}

export const LINE_ENDS: Readonly<Record<ExportFormat, string>> = { csv: '\r\n', jsonl: '\n' };
