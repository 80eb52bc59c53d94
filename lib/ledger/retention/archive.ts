import type { StreamPart } from './store';

/** Numbers of events whose personal columns are erased, by their kind. */
export interface ErasedCounts {
  readonly attempt: number;
  readonly system: number;
}

/** A stream's part, and the first checkpoint that covers all of it. */
export interface CoveredPart extends StreamPart {
  readonly checkpoint: {
    readonly size: number;
    /** RFC 3339, microseconds. */
    readonly at: string;
    /** The signed note. */
    readonly note: string;
  };
  /** Up to the checkpoint. */
  readonly erased: ErasedCounts;
}

export interface ArchivedFile {
  /** Below the archive folder. */
  readonly name: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface Archive {
  /**
   * Puts a stream's part of a month (2025-10) into the archive, unless it is there with no more than
   * erasures have left of it. Resolves once the files are durable and the verifier has found that
   * all holds; rejects where it has not.
   */
  keep(part: CoveredPart, month: string, signal: AbortSignal): Promise<readonly ArchivedFile[]>;
}
