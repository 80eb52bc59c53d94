import type { ByteReader } from './byte-lines';
import type { Digest } from './digest';
import type { CheckedChunk } from './findings';
import type { Manifest } from './manifest';
import type { RecordChunk, RecordRules } from './record-chunk';
import type { Report } from './report';
import type { Checkpoint, NoteKey } from './signed-note';

/** Checks chunks of one bundle, perhaps several at once. */
export interface ChunkChecker {
  /** How many may be under way. */
  readonly width: number;
  /** Rejects with a Fault where a record does not hold. */
  check(chunk: RecordChunk): Promise<CheckedChunk>;
  close(): Promise<void>;
}

export interface VerifyOptions {
  readonly digest: Digest;
  readonly openChecker: (rules: RecordRules) => ChunkChecker;
  /** Public keys that the signer is known by; none: the bundle's own are used. */
  readonly keys: readonly string[];
  /** An earlier checkpoint (signed note) that the log must have grown from. */
  readonly since: string | undefined;
}

/** What the checks of one bundle share. */
export interface Verifying extends VerifyOptions {
  readonly manifest: Manifest;
  readonly checkpoint: Checkpoint;
  readonly report: Report;
  /** Opens a file and takes its hash as it is read. */
  readonly open: (name: string) => ByteReader;
  /** The checked keys: those given, or the bundle's own. */
  readonly trusted: readonly NoteKey[];
}
