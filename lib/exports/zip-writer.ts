import { crc32 } from 'node:zlib';

/** A file of an archive: its length is known before it is read. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  read(): AsyncIterable<Uint8Array>;
}

const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const END = 0x06054b50;
const DESCRIPTOR = 0x08074b50;
/** Names are UTF-8; lengths and checksum follow the content. */
const FLAGS = 0x0808;
/** 4.5: ZIP64. */
const VERSION = 45;
/** 1980-01-01 00:00: the same files make the same archive, whenever. */
const DATE = 0x0021;
const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;
const EXTRA_64 = 1;

interface Written {
  readonly name: Buffer;
  readonly bytes: number;
  readonly checksum: number;
  readonly headerAt: number;
}

/**
 * A ZIP archive of these files as they are, piece by piece; ZIP64 throughout, so that no size is a
 * limit. The same files make the same bytes.
 */
export async function* zipArchive(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const headerAt = at;
    const header = localHeader(name);
    yield header;
    let checksum = 0;
    let bytes = 0;
    for await (const piece of entry.read()) {
      checksum = crc32(piece, checksum);
      bytes += piece.length;
      yield piece;
    }
    const file = { name, bytes, checksum, headerAt };
    const descriptor = dataDescriptor(file);
    yield descriptor;
    written.push(file);
    at += header.length + bytes + descriptor.length;
  }
  const directory = Buffer.concat(written.map(directoryEntry));
  yield directory;
  yield endRecords(written.length, at, directory.length);
}

/** What `zipArchive` of these files comes to, in bytes. */
export function zipBytes(entries: readonly Pick<ZipEntry, 'name' | 'bytes'>[]): number {
  const fixed = LOCAL_BYTES + DESCRIPTOR_BYTES + ENTRY_BYTES;
  return entries.reduce(
    (sum, { name, bytes }) => sum + fixed + 2 * Buffer.byteLength(name) + bytes,
    END_BYTES,
  );
}

const LOCAL_BYTES = 30 + 20;
const DESCRIPTOR_BYTES = 24;
const ENTRY_BYTES = 46 + 28;
const END_BYTES = 56 + 20 + 22;

function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(LOCAL_BYTES);
  header.writeUInt32LE(LOCAL, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(DATE, 12);
  header.writeUInt32LE(MAX_32, 18);
  header.writeUInt32LE(MAX_32, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(20, 28);
  header.writeUInt16LE(EXTRA_64, 30);
  header.writeUInt16LE(16, 32);
  return Buffer.concat([header.subarray(0, 30), name, header.subarray(30)]);
}

function dataDescriptor({ bytes, checksum }: Written): Buffer {
  const descriptor = Buffer.alloc(DESCRIPTOR_BYTES);
  descriptor.writeUInt32LE(DESCRIPTOR, 0);
  descriptor.writeUInt32LE(checksum, 4);
  descriptor.writeBigUInt64LE(BigInt(bytes), 8);
  descriptor.writeBigUInt64LE(BigInt(bytes), 16);
  return descriptor;
}

function directoryEntry({ name, bytes, checksum, headerAt }: Written): Buffer {
  const entry = Buffer.alloc(ENTRY_BYTES);
  entry.writeUInt32LE(ENTRY, 0);
  entry.writeUInt16LE(VERSION, 4);
  entry.writeUInt16LE(VERSION, 6);
  entry.writeUInt16LE(FLAGS, 8);
  entry.writeUInt16LE(DATE, 14);
  entry.writeUInt32LE(checksum, 16);
  entry.writeUInt32LE(MAX_32, 20);
  entry.writeUInt32LE(MAX_32, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(28, 30);
  entry.writeUInt32LE(MAX_32, 42);
  entry.writeUInt16LE(EXTRA_64, 46);
  entry.writeUInt16LE(24, 48);
  entry.writeBigUInt64LE(BigInt(bytes), 50);
  entry.writeBigUInt64LE(BigInt(bytes), 58);
  entry.writeBigUInt64LE(BigInt(headerAt), 66);
  return Buffer.concat([entry.subarray(0, 46), name, entry.subarray(46)]);
}

function endRecords(count: number, directoryAt: number, directoryBytes: number): Buffer {
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END_64, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(VERSION, 12);
  end.writeUInt16LE(VERSION, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(directoryBytes), 40);
  end.writeBigUInt64LE(BigInt(directoryAt), 48);
  end.writeUInt32LE(END_64_LOCATOR, 56);
  end.writeBigUInt64LE(BigInt(directoryAt + directoryBytes), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(END, 76);
  end.writeUInt16LE(MAX_16, 84);
  end.writeUInt16LE(MAX_16, 86);
  end.writeUInt32LE(MAX_32, 88);
  end.writeUInt32LE(MAX_32, 92);
  return end;
}
