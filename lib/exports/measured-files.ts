import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { filePieces } from './file-pieces';
import type { WrittenFile } from './making/file-writer';

/** Hashes of files, taken again only when a file was changed. */
export class MeasuredFiles {
  readonly #known = new Map<string, { readonly version: string; readonly sha256: string }>();

  /** Undefined where the file is not there. */
  async measure(file: string): Promise<WrittenFile | undefined> {
    const found = await versionOf(file);
    if (found === undefined) return undefined;
    const { bytes, version } = found;
    const known = this.#known.get(file);
    const sha256 = known?.version === version ? known.sha256 : await hashOf(file);
    this.#known.set(file, { version, sha256 });
    return { bytes, sha256 };
  }

  /** Takes the hash that whoever has just written the file took of it. */
  async remember(file: string, { bytes, sha256 }: WrittenFile): Promise<void> {
    const found = await versionOf(file);
    if (found?.bytes === bytes) this.#known.set(file, { version: found.version, sha256 });
  }
}

async function versionOf(file: string) {
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  if (stats === undefined) return undefined;
  const { ino, size, mtimeNs } = stats;
  return { bytes: Number(size), version: `${ino} ${size} ${mtimeNs}` };
}

export function measureText(text: string): WrittenFile {
  const bytes = Buffer.from(text);
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function hashOf(file: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of filePieces(file)) digest.update(piece);
  return digest.digest('hex');
}
