import type { Pool } from '@/lib/database/connection';
import type { ExportJob } from './job';
import { type Progress, type WrittenData, writeData } from './making/write-data';
import { type WrittenProofs, writeProofs } from './making/write-proofs';

/** Where files are made, and how that is watched and ended. */
export interface Making {
  /** The export's own folder. */
  readonly folder: string;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

/** Makes the files of exports: in this thread, or in another one. */
export interface Maker {
  data(job: ExportJob, making: Making): Promise<WrittenData>;
  proofs(job: ExportJob, rangeProof: readonly string[], making: Making): Promise<WrittenProofs>;
}

/** In this thread, on a pool without a statement timeout. */
export function makerOn(pool: Pool, owner: string): Maker {
  return {
    data: (job, making) => writeData(job, { pool, owner, ...making }),
    proofs: (job, rangeProof, making) => writeProofs(job, rangeProof, { pool, owner, ...making }),
  };
}
