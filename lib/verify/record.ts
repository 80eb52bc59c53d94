import { type Digest, Fault } from './digest';

/** Columns as a proof opens them, by name; a column that is null is not there. */
export type Columns = Readonly<Record<string, unknown>>;

/** What may be erased with a customer: their salts go too, and their commitments stay. */
const PERSONAL: ReadonlySet<string> = new Set([
  'customer_reference',
  'ip',
  'last4',
  'metadata',
  'user_agent',
]);

export function isPersonal(name: string): boolean {
  return PERSONAL.has(name);
}

const DEPTH_MAX = 200;

/** RFC 8785: members in the order of their UTF-16 code units, no white space. Throws Fault. */
export function canonicalText(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth > DEPTH_MAX) throw new Fault('a value of it has objects within objects without end');
  const within = (one: unknown) => canonicalText(one, depth + 1);
  if (Array.isArray(value)) return `[${value.map(within).join(',')}]`;
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${within(member)}`);
  return `{${members.join(',')}}`;
}

export const SALT_DIGITS = 32;

/** Columns that a proof opens: `salts` has 32 digits for each of them, in their order. */
export interface Opened {
  readonly salts: string;
  readonly columns: Columns;
}

/**
 * The commitments of the opened columns, as a record has them: `"name":"…",…`. A column's is
 * base64url(SHA-256(salt ":" name ":" value)), the value as RFC 8785 has it. Throws Fault.
 */
export function commitmentsText(digest: Digest, { salts, columns }: Opened): string {
  let text = '';
  let before = '';
  let at = 0;
  for (const name of Object.keys(columns)) {
    const value = columns[name];
    if (name <= before || value === null) throw new Fault(`its column ${name} is opened wrongly`);
    const salt = salts.slice(at, at + SALT_DIGITS);
    const commitment = digest.base64url(`${salt}:${name}:${canonicalText(value)}`);
    text += `${text === '' ? '' : ','}"${name}":"${commitment}"`;
    before = name;
    at += SALT_DIGITS;
  }
  if (at !== salts.length) throw new Fault('its salts are not one for each column');
  return text;
}

/** A record of the log as its line has it; the commitments stay text until they are needed. */
export interface RecordLine {
  readonly commitments: string;
  readonly id: string;
  readonly merchant: string;
  readonly recordedAt: string;
  readonly seq: number;
}

/** A record begins with it, and then come its commitments. */
export const RECORD_HEAD = '{"columns":{';
const TAIL =
  /^\},"id":"(evt_[0-9a-f]{32})","merchant":"(mer_[0-9a-f]{32})","recorded_at":"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z)","seq":([1-9]\d{0,15}),"v":1\}$/;

/** Undefined where the line is not a record. */
export function parseRecord(line: string): RecordLine | undefined {
  const end = line.indexOf('}');
  const said = parseRecordEnd(line.slice(end));
  if (said === undefined || !line.startsWith(RECORD_HEAD)) return undefined;
  return { ...said, commitments: line.slice(RECORD_HEAD.length, end) };
}

/** What stands behind a record's commitments; undefined where that is not the end of a record. */
export function parseRecordEnd(text: string): Omit<RecordLine, 'commitments'> | undefined {
  const [, id, merchant, recordedAt, seq] = TAIL.exec(text) ?? [];
  if (id === undefined || merchant === undefined || recordedAt === undefined) return undefined;
  return { id, merchant, recordedAt, seq: Number(seq) };
}

const COMMITMENT = /^"([a-z0-9_]+)":"([A-Za-z0-9_-]{43})"$/;

/** The commitments by column. Throws Fault unless each column stands at most once, in order. */
export function parseCommitments(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (text === '') return found;
  let before = '';
  for (const member of text.split(',')) {
    const [, name, value] = COMMITMENT.exec(member) ?? [];
    if (name === undefined || value === undefined || name <= before) {
      throw new Fault('the record does not have the form of one');
    }
    found.set(name, value);
    before = name;
  }
  return found;
}
