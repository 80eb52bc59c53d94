import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';

/** The ground truth: one JSON object a line, written as it happens. */
export class TruthFile {
  #stream;
  /** @type {Promise<unknown> | undefined} while the disk is behind */
  #draining;

  /** @param {string} file */
  constructor(file) {
    mkdirSync(path.dirname(file), { recursive: true });
    this.#stream = createWriteStream(file, { flags: 'wx' });
  }

  /** Waits while the disk is behind. @param {unknown} line */
  async write(line) {
    if (!this.#stream.write(`${JSON.stringify(line)}\n`)) {
      this.#draining ??= once(this.#stream, 'drain').finally(() => {
        this.#draining = undefined;
      });
    }
    await this.#draining;
  }

  async close() {
    this.#stream.end();
    await once(this.#stream, 'close');
  }
}
