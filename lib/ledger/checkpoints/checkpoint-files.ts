import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '@/lib/config/durable-file';
import { publicId } from '@/lib/http/uuid';

const TAIL_BYTES = 8192;
const LINE_END = 0x0a;

/** A checkpoint as its line in the file has it. */
export interface PublishedCheckpoint {
  readonly merchantId: string;
  readonly size: number;
  readonly createdAt: string;
  readonly note: string;
}

/**
 * Checkpoints outside the database: for each stream a file of JSON Lines, which nothing of ours
 * ever rewrites. Resolves once the line is on the disk. Publishing the last one again changes
 * nothing, and what a crash left half written goes first: it was never told as published.
 */
export class CheckpointFiles {
  readonly #folder: string;

  /** `dataDir` is ONCEOVER_DATA_DIR. */
  constructor(dataDir: string) {
    this.#folder = path.join(dataDir, 'checkpoints');
  }

  async publish(checkpoint: PublishedCheckpoint): Promise<void> {
    const { merchantId, size, createdAt, note } = checkpoint;
    const line = `${JSON.stringify({ size, created_at: createdAt, note })}\n`;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = await open(
      path.join(this.#folder, `${publicId('mer', merchantId)}.jsonl`),
      'a+',
      0o600,
    );
    try {
      const { isNew, last } = await wholeLines(file);
      if (last !== line) await file.appendFile(line);
      await file.datasync();
      if (isNew) syncFolder(this.#folder);
    } finally {
      await file.close();
    }
  }
}

/** Cuts off a line without an end; returns the last whole one, with its end. */
async function wholeLines(file: FileHandle): Promise<{ isNew: boolean; last: string }> {
  const { size } = await file.stat();
  const start = Math.max(0, size - TAIL_BYTES);
  const tail = Buffer.alloc(size - start);
  await file.read(tail, 0, tail.length, start);
  const end = tail.lastIndexOf(LINE_END) + 1;
  if (end < tail.length) await file.truncate(start + end);
  const lines = tail.subarray(0, end);
  const before = lines.length > 1 ? lines.lastIndexOf(LINE_END, -2) : -1;
  return { isNew: size === 0, last: lines.subarray(before + 1).toString() };
}
