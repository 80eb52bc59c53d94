import { proofLine } from '@/lib/exports/making/proof-lines';
import { MERCHANT_ID, type SaltedEvent } from '@/lib/exports/testing/generated-log';
import { publicId } from '@/lib/http/uuid';
import { ByteWriter } from '../byte-writer';
import { ChunkMemory } from '../chunk-memory';
import { Fault } from '../digest';
import { type CheckedChunk, Findings } from '../findings';
import { nodeDigest } from '../node-digest';
import { QuickChecker } from '../quick-checker';
import type { RecordChecker, RecordChunk, RecordRules } from '../record-chunk';

const merchant = publicId('mer', MERCHANT_ID);

/** Rules for the attempts of the made-up log, as JSON Lines. */
export function rulesOf(over: Partial<RecordRules> = {}): RecordRules {
  const filter = { kind: over.kind === 'access' ? 'system' : 'attempt' };
  return { kind: 'events', format: 'jsonl', merchant, filter, sampled: false, ...over };
}

export function quickOf(rules = rulesOf()): QuickChecker {
  const memory = ChunkMemory.open();
  if (memory === undefined) throw new Error('this machine has no vectors');
  return new QuickChecker(nodeDigest, rules, memory);
}

/** The record's line in proofs.jsonl, of a row or of these columns only. */
export function lineOf({ event, salts }: SaltedEvent, columns?: ReadonlySet<string>): string {
  return proofLine(event, salts, columns).slice(0, -1);
}

const bytesOf = (lines: readonly string[]) =>
  Buffer.from(lines.map((line) => `${line}\n`).join(''));

export function chunkOf(
  firstSeq: number,
  records: readonly string[],
  proofs: readonly string[],
): RecordChunk {
  return { firstSeq, count: records.length, records: bytesOf(records), proofs: bytesOf(proofs) };
}

/** What it says of each record. */
export function heldBy(quick: QuickChecker, chunk: RecordChunk): boolean[] {
  const opened = quick.open(chunk);
  const found = new Findings(chunk.count, new ByteWriter());
  return Array.from({ length: chunk.count }, (_, index) => quick.holds(opened, index, found));
}

/** What is found of a chunk, or what is wrong with it. */
export function outcome(checker: RecordChecker, chunk: RecordChunk): CheckedChunk | string {
  try {
    return checker.check(chunk);
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}
