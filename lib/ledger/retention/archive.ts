import type { StreamPart } from './store';

/** A stream's part, and the first checkpoint that covers all of it. */
export interface CoveredPart extends StreamPart {
  readonly checkpoint: {
    readonly size: number;
    /** RFC 3339, microseconds. */
    readonly at: string;
    /** The signed note. */
    readonly note: string;
  };
}

export interface ArchivedFile {
  /** Below the archive folder. */
  readonly name: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface Archive {
  /**
   * Puts a stream's part of a month (2025-10) into the archive, unless it is there. Resolves once
   * the files are durable and the verifier has found that all holds; rejects where it has not.
   */
  keep(part: CoveredPart, month: string, signal: AbortSignal): Promise<readonly ArchivedFile[]>;
}
