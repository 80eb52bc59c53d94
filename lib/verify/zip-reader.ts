import { Fault } from './digest';

/** A file that can be read anywhere: a handle, or a Blob of the page. */
export interface RandomAccess {
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array>;
  stream(start: number, end: number): AsyncIterable<Uint8Array>;
}

/** A file of a bundle. */
export interface BundleFile {
  readonly name: string;
  read(): AsyncIterable<Uint8Array>;
}

/** Undoes DEFLATE (RFC 1951). */
export type Inflate = (packed: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

const END = 0x06054b50;
const END_BYTES = 22;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const COMMENT_MAX = 0xffff;
const DIRECTORY_MAX = 4 * 1024 * 1024;
const UNKNOWN_32 = 0xffffffff;
const EXTRA_64 = 1;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly headerAt: number;
}

/** The files of a ZIP archive, ZIP64 too, stored or deflated. Throws Fault for anything else. */
export async function openZip(archive: RandomAccess, inflate: Inflate): Promise<BundleFile[]> {
  const entries = await readDirectory(archive);
  return entries
    .filter(({ name }) => !name.endsWith('/'))
    .map((entry) => ({
      name: entry.name,
      async *read() {
        const start = await contentStart(archive, entry);
        const packed = archive.stream(start, start + entry.packedBytes);
        yield* entry.method === DEFLATED ? unpacked(entry.name, inflate(packed)) : packed;
      },
    }));
}

async function* unpacked(
  name: string,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch {
    throw new Fault(`${name} in the ZIP archive is broken`);
  }
}

async function readDirectory(archive: RandomAccess): Promise<Entry[]> {
  const tailAt = Math.max(0, archive.size - END_BYTES - COMMENT_MAX);
  const tail = view(await archive.read(tailAt, archive.size));
  let at = tail.byteLength - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new Fault('the file is not a ZIP archive');
  let count = tail.getUint16(at + 10, true);
  let bytes = tail.getUint32(at + 12, true);
  let start = tail.getUint32(at + 16, true);
  if (at >= 20 && tail.getUint32(at - 20, true) === END_64_LOCATOR) {
    const endAt = number64(tail, at - 12);
    const end = view(await archive.read(endAt, endAt + 56));
    if (end.byteLength < 56 || end.getUint32(0, true) !== END_64) throw broken();
    count = number64(end, 32);
    bytes = number64(end, 40);
    start = number64(end, 48);
  }
  if (bytes > DIRECTORY_MAX || start + bytes > archive.size) throw broken();
  return readEntries(view(await archive.read(start, start + bytes)), count);
}

function readEntries(directory: DataView, count: number): Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== ENTRY) throw broken();
    const flags = directory.getUint16(at + 8, true);
    const method = directory.getUint16(at + 10, true);
    const nameBytes = directory.getUint16(at + 28, true);
    const extraBytes = directory.getUint16(at + 30, true);
    const end = at + 46 + nameBytes + extraBytes + directory.getUint16(at + 32, true);
    if (end > directory.byteLength) throw broken();
    if ((flags & 1) !== 0) throw new Fault('the archive is encrypted');
    if (method !== STORED && method !== DEFLATED) {
      throw new Fault('the archive is packed in a way that only some programs know');
    }
    entries.push({
      name: text(directory, at + 46, nameBytes),
      method,
      ...positions(directory, at, at + 46 + nameBytes, extraBytes),
    });
    at = end;
  }
  return entries;
}

/** Where the entry lies; ZIP64 keeps what does not fit 32 bits in an extra field, in this order. */
function positions(directory: DataView, at: number, extraAt: number, extraBytes: number) {
  const unpacked = directory.getUint32(at + 24, true);
  let packedBytes = directory.getUint32(at + 20, true);
  let headerAt = directory.getUint32(at + 42, true);
  const end = extraAt + extraBytes;
  let field = extraAt;
  while (field + 4 <= end) {
    const fieldEnd = field + 4 + directory.getUint16(field + 2, true);
    if (fieldEnd > end) throw broken();
    if (directory.getUint16(field, true) === EXTRA_64) {
      let value = field + 4 + (unpacked === UNKNOWN_32 ? 8 : 0);
      if (packedBytes === UNKNOWN_32) {
        packedBytes = number64(directory, value);
        value += 8;
      }
      if (headerAt === UNKNOWN_32) headerAt = number64(directory, value);
    }
    field = fieldEnd;
  }
  return { packedBytes, headerAt };
}

async function contentStart(archive: RandomAccess, entry: Entry): Promise<number> {
  const header = view(await archive.read(entry.headerAt, entry.headerAt + LOCAL_BYTES));
  if (header.byteLength < LOCAL_BYTES || header.getUint32(0, true) !== LOCAL) throw broken();
  const start =
    entry.headerAt + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + entry.packedBytes > archive.size) throw broken();
  return start;
}

function number64(bytes: DataView, at: number): number {
  if (at + 8 > bytes.byteLength) throw broken();
  const value = bytes.getBigUint64(at, true);
  if (value > Number.MAX_SAFE_INTEGER) throw broken();
  return Number(value);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function text(bytes: DataView, at: number, length: number): string {
  return new TextDecoder().decode(new Uint8Array(bytes.buffer, bytes.byteOffset + at, length));
}

function broken(): Fault {
  return new Fault('the ZIP archive is broken');
}
