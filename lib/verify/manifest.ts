import { Fault } from './digest';

/** What a bundle says of itself; `manifest.sig` signs the file's bytes. */
export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly kind: string;
  readonly data_format: 'csv' | 'jsonl';
  /** Parameters of the list that the rows are those of. */
  readonly filter: Readonly<Record<string, unknown>>;
  readonly sample: { readonly size: number; readonly seed: string } | null;
  readonly merchant: string;
  readonly as_of: {
    readonly size: number;
    readonly root: string;
    readonly created_at: string;
    /** The signed note. */
    readonly checkpoint: string;
  };
  /** Null where the rows are not records of the log; `last` is `first - 1` for none. */
  readonly sequence: { readonly first: number; readonly last: number } | null;
  readonly rows: number;
  /** By currency: decimal text, minor units. */
  readonly sums: Readonly<Record<string, string>>;
  readonly erased: {
    /** Rows of which the personal columns are gone: ranges, as in `3-5`. */
    readonly rows: readonly string[];
    /** Records that may or may not have matched: what the filter asks for is gone. */
    readonly undecidable: readonly string[];
  };
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  readonly export_id: string;
  readonly requested_by: string;
  readonly requested_at: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** Verifier keys (C2SP signed-note) of who signed the manifest and the checkpoint. */
  readonly signing_key: string;
  readonly checkpoint_key: string;
  readonly proved: readonly string[];
  readonly not_proved: readonly string[];
}

export const MANIFEST_FORMAT = 'onceover-export/1';

/** The one spelling of a manifest: what two programs read in it is then the same. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Throws Fault where the text is not a manifest. */
export function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Fault('manifest.json is not JSON');
  }
  if (Reflect.get(Object(value), 'format') !== MANIFEST_FORMAT) {
    throw new Fault(`manifest.json does not have the format ${MANIFEST_FORMAT}`);
  }
  const wrong = MEMBERS.find(([path, fits]) => !fits(at(value, path)));
  if (wrong) throw new Fault(`manifest.json: ${wrong[0]} is missing or malformed`);
  const manifest = value as Manifest;
  if (manifestText(manifest) !== text) {
    throw new Fault('manifest.json is not in the one form that a manifest has');
  }
  return manifest;
}

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string';
const isCount: Test = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isTexts: Test = (value) => Array.isArray(value) && value.every(isText);
const isRecord: Test = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);
const matches =
  (pattern: RegExp): Test =>
  (value) =>
    isText(value) && pattern.test(`${value}`);

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const SHA256 = /^[0-9a-f]{64}$/;

const MEMBERS: readonly (readonly [path: string, test: Test])[] = [
  ['kind', isText],
  ['data_format', (value) => value === 'csv' || value === 'jsonl'],
  ['filter', isRecord],
  ['sample', orNull((value) => isCount(at(value, 'size')) && isText(at(value, 'seed')))],
  ['merchant', matches(/^mer_[0-9a-f]{32}$/)],
  ['as_of.size', isCount],
  ['as_of.root', isText],
  ['as_of.created_at', isText],
  ['as_of.checkpoint', isText],
  ['sequence', orNull((value) => isCount(at(value, 'first')) && isCount(at(value, 'last')))],
  ['rows', isCount],
  ['sums', (value) => isRecord(value) && Object.values(value as object).every(matches(/^\d+$/))],
  ['erased.rows', isTexts],
  ['erased.undecidable', isTexts],
  [
    'files',
    (value) =>
      Array.isArray(value) &&
      new Set(value.map((file) => at(file, 'name'))).size === value.length &&
      value.every(
        (file) =>
          matches(FILE_NAME)(at(file, 'name')) &&
          isCount(at(file, 'bytes')) &&
          matches(SHA256)(at(file, 'sha256')),
      ),
  ],
  ['export_id', isText],
  ['requested_by', isText],
  ['requested_at', isText],
  ['tool.name', isText],
  ['tool.version', isText],
  ['signing_key', isText],
  ['checkpoint_key', isText],
  ['proved', isTexts],
  ['not_proved', isTexts],
];

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (part, name) => (isRecord(part) ? Reflect.get(part as object, name) : undefined),
      value,
    );
}

/** Ascending numbers as ranges: 3, 4, 5, 9 → `3-5`, `9`. */
export function ranges(numbers: readonly number[]): string[] {
  const found: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const current = found.at(-1);
    if (current?.last === number - 1) current.last = number;
    else found.push({ first: number, last: number });
  }
  return found.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
}
