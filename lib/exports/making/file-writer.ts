import { createHash } from 'node:crypto';
import { type FileHandle, open, rename } from 'node:fs/promises';

/** A file that was written whole. */
export interface WrittenFile {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

const BUFFER_BYTES = 256 * 1024;
/** What a UTF-16 unit can come to in UTF-8. */
const MOST_BYTES = 3;

/** Writes a file beside its place, and puts it there once it is whole and on the disk. */
export class FileWriter {
  readonly #file: string;
  readonly #beside: string;
  readonly #handle: FileHandle;
  readonly #digest = createHash('sha256');
  readonly #lines = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #linesBytes = 0;
  #bytes = 0;

  private constructor(file: string, beside: string, handle: FileHandle) {
    this.#file = file;
    this.#beside = beside;
    this.#handle = handle;
  }

  /** `owner` keeps two that write the same file apart. */
  static async open(file: string, owner: string): Promise<FileWriter> {
    const beside = `${file}.${owner}.tmp`;
    return new FileWriter(file, beside, await open(beside, 'w', 0o600));
  }

  /** Gathers lines in the same memory each time: those of a large file leave no garbage behind. */
  async writeLines(lines: Iterable<string>): Promise<void> {
    for (const line of lines) {
      const most = line.length * MOST_BYTES;
      if (most > BUFFER_BYTES - this.#linesBytes) await this.#writeGathered();
      if (most > BUFFER_BYTES) await this.#append(Buffer.from(line));
      else this.#linesBytes += this.#lines.write(line, this.#linesBytes);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#writeGathered();
    await this.#append(bytes);
  }

  async #writeGathered(): Promise<void> {
    const gathered = this.#lines.subarray(0, this.#linesBytes);
    this.#linesBytes = 0;
    await this.#append(gathered);
  }

  async #append(bytes: Uint8Array): Promise<void> {
    this.#digest.update(bytes);
    this.#bytes += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at);
      at += bytesWritten;
    }
  }

  async finish(): Promise<WrittenFile> {
    await this.#writeGathered();
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#beside, this.#file);
    return { bytes: this.#bytes, sha256: this.#digest.digest('hex') };
  }

  /** Leaves what was written beside the place; the spool's sweep removes it. */
  async abandon(): Promise<void> {
    await this.#handle.close();
  }
}
