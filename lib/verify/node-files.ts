import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { Fault } from './digest';
import { type BundleFile, openZip } from './zip-reader';

const PIECE_BYTES = 1024 * 1024;

/** The files of a bundle: a folder, or a ZIP archive. Throws Fault where it is neither. */
export async function openBundle(
  bundle: string,
): Promise<{ readonly files: readonly BundleFile[]; close(): Promise<void> }> {
  const stats = await stat(bundle).catch(() => undefined);
  if (stats === undefined) throw new Fault(`there is no ${bundle}`);
  if (stats.isDirectory()) {
    const names = (await readdir(bundle, { withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    return { files: names.map((name) => folderFile(bundle, name)), close: async () => undefined };
  }
  const handle = await open(bundle);
  try {
    const files = await openZip(randomAccess(handle, stats.size), (packed) =>
      Readable.from(packed).compose(createInflateRaw({ chunkSize: PIECE_BYTES })),
    );
    return { files, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function folderFile(folder: string, name: string): BundleFile {
  return {
    name,
    read: () => createReadStream(path.join(folder, name), { highWaterMark: PIECE_BYTES }),
  };
}

function randomAccess(handle: FileHandle, size: number) {
  const read = async (start: number, end: number) => {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(end, size) - start));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    return bytes.subarray(0, bytesRead);
  };
  async function* stream(start: number, end: number) {
    for (let at = start; at < end; at += PIECE_BYTES) {
      yield await read(at, Math.min(end, at + PIECE_BYTES));
    }
  }
  return { size, read, stream };
}
