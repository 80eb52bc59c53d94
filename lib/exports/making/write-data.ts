import type { Pool } from '@/lib/database/connection';
import { type CopyRows, copyOut } from '@/lib/database/copy-out';
import { type ExportJob, isOfRecords } from '../job';
import { accessColumns, copyStatement, dataHead, eventColumns, LINE_ENDS } from './data-columns';
import { FileWriter, type WrittenFile } from './file-writer';
import { plainSource } from './plain-source';
import { recordQuery } from './record-query';
import { countRecords, drawSample } from './store';

/** How far it is; `total` null until it is counted. */
export interface Progress {
  readonly total: number | null;
  readonly done: number;
}

/** What making an export's files takes. */
export interface MakingFiles {
  /** Without a statement timeout: a large log takes its time. */
  readonly pool: Pool;
  /** The export's own folder. */
  readonly folder: string;
  readonly owner: string;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

/** Records of one COPY: none holds a snapshot for long, which would keep the outbox's dead rows. */
const RANGE_RECORDS = 100_000;

/** The data file as it was written. */
export interface WrittenData extends WrittenFile {
  readonly rows: number;
}

/** Writes the data file. Throws DatabaseError, and the signal's reason. */
export async function writeData(job: ExportJob, making: MakingFiles): Promise<WrittenData> {
  const { pool, folder, owner, onProgress, signal } = making;
  const { columns, count, statements } = await dataStatements(job, pool);
  onProgress({ total: count, done: 0 });
  const file = await FileWriter.open(`${folder}/data.${job.format}`, owner);
  try {
    let done = 0;
    await file.writeLines([dataHead(columns, job.format)]);
    const onRows = async ({ bytes, rows }: CopyRows) => {
      await file.write(bytes);
      done += rows;
      onProgress({ total: count, done });
    };
    for (const from of statements) {
      const statement = copyStatement(columns, job.format, from);
      await copyOut(pool, statement, { lineEnd: LINE_ENDS[job.format], onRows, signal });
    }
    return { ...(await file.finish()), rows: done };
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

async function dataStatements(job: ExportJob, pool: Pool) {
  if (!isOfRecords(job)) return await plainSource(pool, job);
  const query = recordQuery(job);
  const columns =
    job.kind === 'events' ? eventColumns(job.merchantId) : accessColumns(job.merchantId);
  const picked = job.sample && (await drawSample(pool, query, job.sample));
  const where = picked ? `e.seq = ANY (ARRAY[${picked.join(',')}]::bigint[])` : query.matches;
  const statements: string[] = [];
  for (let first = query.first; first <= query.last; first += RANGE_RECORDS) {
    const last = Math.min(query.last, first + RANGE_RECORDS - 1);
    statements.push(`${query.from(first, last)} AND ${where} ORDER BY e.seq`);
  }
  const count = picked?.length ?? (await countRecords(pool, query));
  return { columns, count, statements };
}
