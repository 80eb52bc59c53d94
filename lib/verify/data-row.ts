import { type Columns, canonicalText, type RecordLine, type TextOf } from './record';

/** What a data file's cell holds; null is an empty one. */
type Cell = string | number | null;

type Read = (record: RecordLine, columns: Columns, leafHash: string) => Cell;

interface DataColumn {
  readonly name: string;
  readonly read: Read;
  /** Free text, which a spreadsheet might take for a formula. */
  readonly text: boolean;
  /** Not a value itself, but its JSON text. */
  readonly nested?: boolean;
}

const plain = (name: string, read: Read): DataColumn => ({ name, read, text: false });
const number = (name: string, column = name) =>
  plain(name, (_, columns) => asCell(columns[column]));
const text = (name: string, column = name): DataColumn => ({
  ...number(name, column),
  text: true,
});

/** Contract: the columns of the events' file, in this order. */
const EVENT_COLUMNS: readonly DataColumn[] = [
  plain('seq', (record) => record.seq),
  plain('occurred_at', (_, columns) => asCell(columns.occurred_at)),
  plain('recorded_at', (record) => record.recordedAt),
  text('source'),
  plain('merchant', (record) => record.merchant),
  text('operation'),
  text('idempotency_key'),
  number('generation'),
  text('outcome'),
  number('http_status'),
  text('fingerprint'),
  text('resource_id'),
  number('amount'),
  text('currency'),
  text('customer_reference'),
  text('order_reference'),
  text('provider_reference'),
  text('client_id'),
  text('ip'),
  text('user_agent'),
  plain('latency_ms', (_, columns) =>
    typeof columns.latency_us === 'number' ? columns.latency_us / 1000 : null,
  ),
  text('request_id'),
  plain('leaf_hash', (_record, _columns, leafHash) => leafHash),
];

/** Of the system events' file. */
const ACCESS_COLUMNS: readonly DataColumn[] = [
  plain('seq', (record) => record.seq),
  plain('occurred_at', (_, columns) => asCell(columns.occurred_at)),
  plain('recorded_at', (record) => record.recordedAt),
  plain('merchant', (record) => record.merchant),
  text('actor'),
  text('actor_role'),
  text('action'),
  text('subject_type'),
  text('subject_id'),
  text('reason'),
  text('customer_reference'),
  text('ip'),
  text('user_agent'),
  text('request_id'),
  {
    ...plain('detail', (_, { detail }) => (detail === undefined ? null : canonicalText(detail))),
    text: true,
    nested: true,
  },
  plain('leaf_hash', (_record, _columns, leafHash) => leafHash),
];

/** Kinds of export whose rows are records of the log. */
export const LOG_KINDS = { events: EVENT_COLUMNS, access: ACCESS_COLUMNS } as const;
export type LogKind = keyof typeof LOG_KINDS;
export type DataFormat = 'csv' | 'jsonl';

/** What the data file begins with. */
export function dataHeader(kind: LogKind, format: DataFormat): string {
  if (format === 'jsonl') return '';
  return `${LOG_KINDS[kind].map(({ name }) => name).join(',')}\r\n`;
}

/**
 * A record's row, with its line end, as the data file must have it. `textOf` gives the JSON text of
 * the columns' values.
 */
export function dataRow(
  kind: LogKind,
  format: DataFormat,
  record: RecordLine,
  columns: Columns,
  leafHash: string,
  textOf: TextOf = JSON.stringify,
): string {
  const cells = LOG_KINDS[kind];
  if (format === 'csv') {
    return `${cells.map((cell) => csvCell(cell.read(record, columns, leafHash), cell.text)).join(',')}\r\n`;
  }
  let row = '';
  for (const { name, read, nested } of cells) {
    const cell = read(record, columns, leafHash);
    row += `${row === '' ? '{' : ','}"${name}":${nested ? JSON.stringify(cell) : textOf(cell)}`;
  }
  return `${row}}\n`;
}

const FORMULA = /^[=+\-@\t\r\n\0]/;
const QUOTED = /[",\r\n]/;

/** RFC 4180; text that a spreadsheet would run gets a leading apostrophe. */
function csvCell(value: Cell, isText: boolean): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const cell = isText && FORMULA.test(value) ? `'${value}` : value;
  return cell === '' || QUOTED.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function asCell(value: unknown): Cell {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** The names of the cells in which two rows of a data file differ, for people. */
export function differingCells(
  kind: LogKind,
  format: DataFormat,
  expected: string,
  found: string,
): string[] {
  const names = LOG_KINDS[kind].map(({ name }) => name);
  const [wanted, given] = [expected, found].map((row) =>
    format === 'csv' ? csvCells(row) : jsonCells(row, names),
  );
  if (!wanted || !given || given.length !== names.length) return [];
  return names.filter((_, index) => wanted[index] !== given[index]);
}

function jsonCells(row: string, names: readonly string[]): string[] | undefined {
  try {
    const cells = JSON.parse(row);
    return names.map((name) => JSON.stringify(cells[name]));
  } catch {
    return undefined;
  }
}

/** The cells of one row as they are spelled. */
function csvCells(row: string): string[] {
  const cells = [''];
  let quoted = false;
  for (const part of row.replace(/\r\n$/, '').split(/([",])/)) {
    if (part === '"') quoted = !quoted;
    if (part === ',' && !quoted) cells.push('');
    else cells.push(`${cells.pop()}${part}`);
  }
  return cells;
}
