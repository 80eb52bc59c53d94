import { type Digest, Fault } from './digest';

/** Columns as a proof opens them, by name; a column that is null is not there. */
export type Columns = Readonly<Record<string, unknown>>;

// The order decides the salts: each name's salt comes from its position in its list.
const SEALED = [
  'action',
  'actor',
  'actor_role',
  'amount',
  'client_id',
  'currency',
  'detail',
  'fingerprint',
  'generation',
  'http_status',
  'idempotency_key',
  'kind',
  'latency_us',
  'occurred_at',
  'operation',
  'order_reference',
  'outcome',
  'provider_reference',
  'reason',
  'request_id',
  'resource_id',
  'source',
  'subject_id',
  'subject_type',
];
const PERSONAL = ['customer_reference', 'ip', 'last4', 'metadata', 'user_agent'];

const SALT_DIGITS = 32;

interface KnownColumn {
  readonly name: string;
  readonly personal: boolean;
  /** Which hash of the seed holds the salt, and from which digit on. */
  readonly block: number;
  readonly start: number;
}

/** All there are, in the order of a record. */
const COLUMNS: readonly KnownColumn[] = [
  ...SEALED.map((name, position) => placed(name, position, false)),
  ...PERSONAL.map((name, position) => placed(name, position, true)),
].sort((one, other) => (one.name < other.name ? -1 : 1));

function placed(name: string, position: number, personal: boolean): KnownColumn {
  return { name, personal, block: position >> 1, start: (position & 1) * SALT_DIGITS };
}

const KNOWN: ReadonlySet<string> = new Set(COLUMNS.map(({ name }) => name));
const PERSONAL_NAMES: ReadonlySet<string> = new Set(PERSONAL);

export function isPersonal(name: string): boolean {
  return PERSONAL_NAMES.has(name);
}

/** The commitment of a column: base64url(SHA-256(salt ":" name ":" value)), value as RFC 8785. */
export function commitment(digest: Digest, salt: string, name: string, value: unknown): string {
  return digest.base64url(`${salt}:${name}:${canonicalText(value)}`);
}

/** RFC 8785: members in the order of their UTF-16 code units, no white space. */
export function canonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`);
  return `{${members.join(',')}}`;
}

/**
 * The commitments of a wholly opened record, as its text has them: `"name":"…",…`. `seeds` are
 * the event's two salts; what belongs to the personal one needs it. Throws Fault.
 */
export function commitmentsText(
  digest: Digest,
  columns: Columns,
  seeds: { readonly sealed: string; readonly personal: string | null },
): string {
  let left = Object.keys(columns).length;
  let text = '';
  const salts = { sealed: new SaltBlocks(digest, seeds.sealed), personal: personalBlocks() };
  function personalBlocks() {
    return seeds.personal === null ? undefined : new SaltBlocks(digest, seeds.personal);
  }
  for (const column of COLUMNS) {
    const value = columns[column.name];
    if (value === undefined) continue;
    if (value === null) throw new Fault(`column ${column.name} is opened as null`);
    const blocks = column.personal ? salts.personal : salts.sealed;
    if (blocks === undefined) throw new Fault(`column ${column.name} is open without its salt`);
    const made = commitment(digest, blocks.salt(column), column.name, value);
    text += text === '' ? `"${column.name}":"${made}"` : `,"${column.name}":"${made}"`;
    left -= 1;
  }
  if (left > 0) {
    const unknown = Object.keys(columns).find((name) => !KNOWN.has(name));
    throw new Fault(`column ${unknown} is not one that a record has`);
  }
  return text;
}

class SaltBlocks {
  readonly #digest: Digest;
  readonly #seed: string;
  #block = -1;
  #salts = '';

  constructor(digest: Digest, seed: string) {
    this.#digest = digest;
    this.#seed = seed;
  }

  salt({ block, start }: KnownColumn): string {
    if (block !== this.#block) {
      this.#block = block;
      this.#salts = this.#digest.hex(`${this.#seed}:${block}`);
    }
    return this.#salts.slice(start, start + SALT_DIGITS);
  }
}

/** A record of the log as its line has it; the commitments stay text until they are needed. */
export interface RecordLine {
  readonly commitments: string;
  readonly id: string;
  readonly merchant: string;
  readonly recordedAt: string;
  readonly seq: number;
}

const HEAD = '{"columns":{';
const TAIL =
  /^\},"id":"(evt_[0-9a-f]{32})","merchant":"(mer_[0-9a-f]{32})","recorded_at":"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z)","seq":([1-9]\d{0,15}),"v":1\}$/;

/** Undefined where the line is not a record. */
export function parseRecord(line: string): RecordLine | undefined {
  const end = line.indexOf('}');
  const [, id, merchant, recordedAt, seq] = TAIL.exec(line.slice(end)) ?? [];
  if (!line.startsWith(HEAD) || id === undefined) return undefined;
  if (merchant === undefined || recordedAt === undefined) return undefined;
  return {
    commitments: line.slice(HEAD.length, end),
    id,
    merchant,
    recordedAt,
    seq: Number(seq),
  };
}

const COMMITMENT = /^"([a-z0-9_]+)":"([A-Za-z0-9_-]{43})"$/;

/** The commitments by column. Throws Fault unless each known column stands at most once, in order. */
export function parseCommitments(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (text === '') return found;
  let before = '';
  for (const member of text.split(',')) {
    const [, name, value] = COMMITMENT.exec(member) ?? [];
    if (name === undefined || value === undefined || !KNOWN.has(name) || name <= before) {
      throw new Fault('the record does not have the form of one');
    }
    found.set(name, value);
    before = name;
  }
  return found;
}
