import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const LARGE_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 8192;

/** What the server writes: a file of ours, which outlives us, where a pipe would break. */
export class ServerLog {
  readonly file: string;
  #startBytes = 0;

  constructor(dataDir: string) {
    this.file = path.join(dataDir, 'postgres.log');
  }

  /** A descriptor to append to; the caller closes it once the server has its own. */
  open(): number {
    const size = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LARGE_BYTES) renameSync(this.file, `${this.file}.1`);
    const descriptor = openSync(this.file, 'a', 0o600);
    this.#startBytes = fstatSync(descriptor).size;
    return descriptor;
  }

  /** Why the server that was started last has ended: its last complaint, in one line. */
  lastWords(): string {
    const complaints = [...this.#tail().matchAll(/^.*(?:FATAL|PANIC|error): +(.*)$/gm)];
    return complaints.at(-1)?.[1] ?? `see ${this.file}`;
  }

  #tail(): string {
    const descriptor = openSync(this.file, 'r');
    try {
      const from = Math.max(this.#startBytes, fstatSync(descriptor).size - TAIL_BYTES);
      const buffer = Buffer.alloc(TAIL_BYTES);
      return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, TAIL_BYTES, from));
    } finally {
      closeSync(descriptor);
    }
  }
}
