import { createHash } from 'node:crypto';
import { type FileHandle, open, rename } from 'node:fs/promises';

/** A file that was written whole. */
export interface WrittenFile {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Writes a file beside its place, and puts it there once it is whole and on the disk. */
export class FileWriter {
  readonly #file: string;
  readonly #beside: string;
  readonly #handle: FileHandle;
  readonly #digest = createHash('sha256');
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

  async write(content: Buffer | string): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#digest.update(bytes);
    this.#bytes += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at);
      at += bytesWritten;
    }
  }

  async finish(): Promise<WrittenFile> {
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
