import { leafHash, leafRecord } from '@/lib/ledger/leaf';
import { type ExportJob, isOfRecords } from '../job';
import { FileWriter, type WrittenFile } from './file-writer';
import { plainSums } from './plain-source';
import { proofHeader, proofLine } from './proof-lines';
import { PERSONAL_COLUMNS, type RecordQuery, recordQuery } from './record-query';
import { drawSample, type JudgedRecord, readRecords } from './store';
import type { MakingFiles } from './write-data';

/** What leaves.jsonl and proofs.jsonl came to, and what the manifest says of the rows. */
export interface WrittenProofs {
  /** Null where the rows are not records. */
  readonly sequence: { readonly first: number; readonly last: number } | null;
  readonly leaves: WrittenFile;
  readonly proofs: WrittenFile;
  /** Null where they are counted with the data. */
  readonly rows: number | null;
  /** By currency, decimal text. */
  readonly sums: Readonly<Record<string, string>>;
  /** Seqs of rows of which the personal columns are erased. */
  readonly erased: readonly number[];
  /** Seqs of records of which it is not known any more whether they matched. */
  readonly undecidable: readonly number[];
}

const BATCH_RECORDS = 250;

/** Writes both files; empty ones for rows that are not records. Throws DatabaseError. */
export async function writeProofs(
  job: ExportJob,
  rangeProof: readonly string[],
  making: Pick<MakingFiles, 'pool' | 'folder' | 'owner' | 'signal'>,
): Promise<WrittenProofs> {
  if (isOfRecords(job)) return await writeRecords(job, rangeProof, making);
  const { pool, folder, owner } = making;
  const empty = async (name: string) =>
    await (await FileWriter.open(`${folder}/${name}`, owner)).finish();
  return {
    sequence: null,
    leaves: await empty('leaves.jsonl'),
    proofs: await empty('proofs.jsonl'),
    rows: null,
    sums: await plainSums(pool, job),
    erased: [],
    undecidable: [],
  };
}

async function writeRecords(
  job: ExportJob,
  rangeProof: readonly string[],
  making: Pick<MakingFiles, 'pool' | 'folder' | 'owner' | 'signal'>,
): Promise<WrittenProofs> {
  const { pool, folder, owner, signal } = making;
  const query = recordQuery(job);
  const picked = job.sample && new Set(await drawSample(pool, query, job.sample));
  const leaves = await FileWriter.open(`${folder}/leaves.jsonl`, owner);
  const proofs = await FileWriter.open(`${folder}/proofs.jsonl`, owner);
  const found = new Found(query, picked);
  try {
    const { first, last } = query;
    const range = { first, last, size: job.asOf.size, proof: rangeProof };
    await proofs.writeLines([proofHeader(job.asOf.note, range)]);
    for (let from = first; from <= last; from += BATCH_RECORDS) {
      signal.throwIfAborted();
      const to = Math.min(last, from + BATCH_RECORDS - 1);
      const records = await readRecords(pool, query, from, to);
      expectGapFree(records, from, to);
      await leaves.writeLines(records.map(recordLine));
      await proofs.writeLines(records.map((record) => found.proofLine(record)));
    }
    const written = { leaves: await leaves.finish(), proofs: await proofs.finish() };
    return { sequence: { first, last }, ...written, ...found.totals };
  } catch (error) {
    await Promise.all([leaves.abandon(), proofs.abandon()]);
    throw error;
  }
}

function expectGapFree(records: readonly JudgedRecord[], first: number, last: number): void {
  const complete = records.every(({ event }, index) => event.seq === first + index);
  if (complete && records.length === last - first + 1) return;
  throw new Error(`the log has a gap between ${first} and ${last}`);
}

/** The line of leaves.jsonl. A record that does not give its hash was changed: nothing is exported. */
function recordLine({ event, salts, erased, leafHash: stored }: JudgedRecord): string {
  const record = leafRecord(event, salts, erased);
  if (leafHash(record) !== stored) {
    throw new Error(`record ${event.seq} of the log is not what was sealed`);
  }
  return `${record}\n`;
}

class Found {
  readonly #query: RecordQuery;
  readonly #picked: ReadonlySet<number> | null;
  #rows = 0;
  readonly #sums = new Map<string, bigint>();
  readonly #erased: number[] = [];
  readonly #undecidable: number[] = [];

  constructor(query: RecordQuery, picked: ReadonlySet<number> | null) {
    this.#query = query;
    this.#picked = picked;
  }

  proofLine(record: JudgedRecord): string {
    const { event, salts, matches } = record;
    const { seq, amount, currency } = event;
    if (!(this.#picked ? this.#picked.has(seq) : matches)) {
      if (!matches && this.#isUndecidable(record)) this.#undecidable.push(seq);
      return proofLine(event, salts, this.#query.columns);
    }
    this.#rows += 1;
    if (Object.keys(record.erased).length > 0) this.#erased.push(seq);
    if (amount !== null && currency !== null) {
      this.#sums.set(currency, (this.#sums.get(currency) ?? 0n) + BigInt(amount));
    }
    return proofLine(event, salts);
  }

  /** All that the filter still asks for, beyond what is known to fit, is erased. */
  #isUndecidable({ mayMatch, erased }: JudgedRecord): boolean {
    const gone = [...this.#query.columns].filter((name) => PERSONAL_COLUMNS.has(name));
    return mayMatch && gone.length > 0 && gone.every((name) => Object.hasOwn(erased, name));
  }

  get totals() {
    const sums = [...this.#sums].map(([currency, sum]) => [currency, String(sum)]).sort();
    return {
      rows: this.#rows,
      sums: Object.fromEntries(sums),
      erased: this.#erased,
      undecidable: this.#undecidable,
    };
  }
}
