import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../steps.mjs';

/** The ground truth: one JSON object a line, written as it happens. */
export class TruthFile {
  #stream;
  /** @type {Promise<unknown> | undefined} while the disk is behind */
  #draining;
  /** @type {Error | undefined} */
  #failure;

  /** @param {import('node:fs').WriteStream} stream */
  constructor(stream) {
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  /** Makes it; throws StartError where it cannot, or where there is one. @param {string} file */
  static async create(file) {
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      const stream = createWriteStream(file, { flags: 'wx' });
      await once(stream, 'open');
      return new TruthFile(stream);
    } catch (error) {
      throw cannotWrite(error);
    }
  }

  /** Waits while the disk is behind. @param {unknown} line */
  async write(line) {
    if (!this.#stream.write(`${JSON.stringify(line)}\n`)) {
      this.#draining ??= once(this.#stream, 'drain').finally(() => {
        this.#draining = undefined;
      });
    }
    await this.#draining?.catch(() => undefined);
    if (this.#failure) throw cannotWrite(this.#failure);
  }

  async close() {
    this.#stream.end();
    if (!this.#stream.closed) await once(this.#stream, 'close').catch(() => undefined);
    if (this.#failure) throw cannotWrite(this.#failure);
  }
}

/** @param {unknown} error */
function cannotWrite(error) {
  const reason = error instanceof Error ? error.message : String(error);
  return new StartError(`cannot write the labels (${reason}): name another file with --truth`);
}
