import { isConsistent } from './consistency';
import { type Digest, Fault, fromHex } from './digest';
import { checkRange, type RecordSource } from './record-range';
import { Report } from './report';
import { type Checkpoint, hexOf, parseCheckpoint, parseNoteKey, signerOf } from './signed-note';

/** Where the proofs come from; what it says is believed only as far as it can be checked. */
export interface LogSource extends RecordSource {
  /** The path, in hexadecimal, between two sizes of the log. */
  consistency(from: number, to: number): Promise<readonly string[]>;
}

export interface LogVerification {
  readonly digest: Digest;
  readonly source: LogSource;
  /** `mer_…` */
  readonly merchant: string;
  /** The checkpoint that all else is held against: a signed note. */
  readonly checkpoint: string;
  /** Public keys that the signer is known by. */
  readonly keys: readonly string[];
  /** Whether they come from elsewhere than from the server that is checked. */
  readonly ownKeys: boolean;
  /** A checkpoint that was kept: a signed note. */
  readonly earlier: string | undefined;
  /** Seqs of the records that are hashed again, both included. */
  readonly range: { readonly first: number; readonly last: number } | undefined;
  readonly onProgress: (records: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Checks the log itself: who signed its end, that it has only grown, and that its records hash to
 * what was signed. Throws what `source` throws; what does not hold is in the report.
 */
export async function verifyLog(verification: LogVerification): Promise<Report> {
  const report = new Report();
  try {
    const checkpoint = await checkSignature(verification, report);
    await checkGrowth(verification, checkpoint, report);
    await checkRecords(verification, checkpoint, report);
    report.notProved(
      'that whatever happened was recorded, and that the clocks were right: the log holds what reached Onceover',
    );
    report.notProved(
      'that everybody was shown the same log: compare this checkpoint with those that others hold',
    );
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    report.wrong(error.message);
  }
  return report;
}

async function checkSignature(
  { digest, checkpoint: note, keys, ownKeys, merchant }: LogVerification,
  report: Report,
): Promise<Checkpoint> {
  const checkpoint = parseCheckpoint(note, 'the checkpoint');
  const trusted = keys.map((key) => parseNoteKey(digest, key));
  const signer = await signerOf(digest, checkpoint, trusted, 'the checkpoint');
  if (checkpoint.origin !== `onceover/${merchant}`) {
    throw new Fault(`the checkpoint is of another log, ${checkpoint.origin}`);
  }
  const fingerprint = hexOf(digest.bytes(signer.publicKey));
  report.proved(
    `the checkpoint of ${count(checkpoint.size)} was signed by the key with the fingerprint ${fingerprint}`,
  );
  if (!ownKeys) {
    report.notProved(
      'whose key that is: it came from this server. Compare its fingerprint with the one that you were given, or give the key yourself',
    );
  }
  return checkpoint;
}

async function checkGrowth(
  { digest, source, earlier, keys }: LogVerification,
  checkpoint: Checkpoint,
  report: Report,
): Promise<void> {
  if (earlier === undefined) {
    report.notProved(
      'that the log is still what it was before: keep this checkpoint, and give it the next time',
    );
    return;
  }
  const kept = parseCheckpoint(earlier, 'the earlier checkpoint');
  const trusted = keys.map((key) => parseNoteKey(digest, key));
  await signerOf(digest, kept, trusted, 'the earlier checkpoint');
  if (kept.origin !== checkpoint.origin) {
    throw new Fault(`the earlier checkpoint is of another log, ${kept.origin}`);
  }
  if (kept.size > checkpoint.size) {
    throw new Fault(
      `the log was cut: the earlier checkpoint has ${count(kept.size)}, the log now only ${count(checkpoint.size)}`,
    );
  }
  const path = await source.consistency(kept.size, checkpoint.size);
  if (!isConsistent(digest, kept, checkpoint, path.map(fromHex))) {
    throw new Fault(
      `the log was rewritten: its first ${count(kept.size)} are not those of the earlier checkpoint`,
    );
  }
  report.proved(
    `the log has only grown since the earlier checkpoint of ${count(kept.size)}: none of them was changed, removed or put in between`,
  );
}

async function checkRecords(
  { digest, source, merchant, range, onProgress, signal }: LogVerification,
  checkpoint: Checkpoint,
  report: Report,
): Promise<void> {
  if (range === undefined) {
    report.notProved('anything of the records themselves: no range of them was hashed again');
    return;
  }
  const { first, last } = range;
  if (!(first >= 1 && last >= first && last <= checkpoint.size)) {
    throw new Fault(`the checkpoint has no records ${first} to ${last}: it has ${checkpoint.size}`);
  }
  await checkRange({ digest, source, merchant, checkpoint, onProgress, signal }, range);
  report.proved(
    `records ${number(first)} to ${number(last)}, as they are stored now, are those that were sealed: every one was hashed again in this browser, and together they lead to the signed root`,
  );
  if (first > 1) outside(report, 1, first - 1);
  if (last < checkpoint.size) outside(report, last + 1, checkpoint.size);
}

function outside(report: Report, first: number, last: number): void {
  report.notProved(`anything of records ${number(first)} to ${number(last)}: outside the range`);
}

function count(size: number): string {
  return `${number(size)} record${size === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
