import { type Columns, canonicalText, type RecordLine } from './record';

/** What a data file's cell holds; null is an empty one. */
export type Cell = string | number | null;

/** What a record says without its columns being opened. */
export interface RecordFacts extends Omit<RecordLine, 'commitments'> {
  readonly leafHash: string;
}

export interface DataColumn {
  readonly name: string;
  /** Where its cells come from: a column that is opened, or undefined for the record itself. */
  readonly opened?: string;
  /** Cells are what is opened, as it stands; else `read` makes them. */
  readonly asItStands: boolean;
  readonly read: (record: RecordFacts, opened: unknown) => Cell;
  /** Free text, which a spreadsheet might take for a formula. */
  readonly text: boolean;
}

const fact = (name: string, read: (record: RecordFacts) => Cell): DataColumn => ({
  name,
  asItStands: false,
  read,
  text: false,
});
const column = (name: string): DataColumn => ({
  name,
  opened: name,
  asItStands: true,
  read: (_, value) => (typeof value === 'string' || typeof value === 'number' ? value : null),
  text: false,
});
const text = (name: string): DataColumn => ({ ...column(name), text: true });
const made = (name: string, opened: string, make: (value: unknown) => Cell): DataColumn => ({
  ...column(opened),
  name,
  asItStands: false,
  read: (_, value) => make(value),
});

/** Contract: the columns of the events' file, in this order. */
const EVENT_COLUMNS: readonly DataColumn[] = [
  fact('seq', ({ seq }) => seq),
  column('occurred_at'),
  fact('recorded_at', ({ recordedAt }) => recordedAt),
  text('source'),
  fact('merchant', ({ merchant }) => merchant),
  text('operation'),
  text('idempotency_key'),
  column('generation'),
  text('outcome'),
  column('http_status'),
  text('fingerprint'),
  text('resource_id'),
  column('amount'),
  text('currency'),
  text('customer_reference'),
  text('order_reference'),
  text('provider_reference'),
  text('client_id'),
  text('ip'),
  text('user_agent'),
  made('latency_ms', 'latency_us', (us) => (typeof us === 'number' ? us / 1000 : null)),
  text('request_id'),
  fact('leaf_hash', ({ leafHash }) => leafHash),
];

/** Of the system events' file. */
const ACCESS_COLUMNS: readonly DataColumn[] = [
  fact('seq', ({ seq }) => seq),
  column('occurred_at'),
  fact('recorded_at', ({ recordedAt }) => recordedAt),
  fact('merchant', ({ merchant }) => merchant),
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
    ...made('detail', 'detail', (detail) => (detail === undefined ? null : canonicalText(detail))),
    text: true,
  },
  fact('leaf_hash', ({ leafHash }) => leafHash),
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

/** A record's row, with its line end, as the data file must have it. */
export function dataRow(
  kind: LogKind,
  format: DataFormat,
  record: RecordFacts,
  columns: Columns,
): string {
  const csv = format === 'csv';
  let row = csv ? '' : '{';
  let comma = '';
  for (const { name, opened, read, text: isText } of LOG_KINDS[kind]) {
    const cell = read(record, opened === undefined ? undefined : columns[opened]);
    row += comma + (csv ? csvCell(cell, isText) : `"${name}":${JSON.stringify(cell)}`);
    comma = ',';
  }
  return row + (csv ? '\r\n' : '}\n');
}

const FORMULA = /^[=+\-@\t\r\n\0]/;
const QUOTED = /[",\r\n]/;

/** RFC 4180; text that a spreadsheet would run gets a leading apostrophe. */
export function csvCell(value: Cell, isText: boolean): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const cell = isText && FORMULA.test(value) ? `'${value}` : value;
  return cell === '' || QUOTED.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
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
