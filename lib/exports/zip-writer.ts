import { crc32 } from 'node:zlib';
import type { Pieces } from '@/lib/http/api-message';

/** A file of an archive: its length is known before it is read. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  read(): Pieces;
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
export async function* zipArchive(entries: readonly ZipEntry[]): Pieces {
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
  const written = entries.map(({ name, bytes }) => {
    const file = { name: Buffer.from(name), bytes, checksum: 0, headerAt: 0 };
    const headers = [localHeader(file.name), dataDescriptor(file), directoryEntry(file)];
    return Buffer.concat(headers).length + bytes;
  });
  const end = endRecords(entries.length, 0, 0).length;
  return written.reduce((sum, bytes) => sum + bytes, end);
}

/** A number as the format has it: little-endian, of so many bytes. */
function u16(value: number): Buffer {
  const field = Buffer.alloc(2);
  field.writeUInt16LE(value);
  return field;
}

function u32(value: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32LE(value);
  return field;
}

function u64(value: number): Buffer {
  const field = Buffer.alloc(8);
  field.writeBigUInt64LE(BigInt(value));
  return field;
}

/** What a file's two headers share: version, flags, stored as it is, time and date. */
const SHARED = [u16(VERSION), u16(FLAGS), u16(0), u16(0), u16(DATE)];
/** Lengths that stand in the ZIP64 field instead. */
const ELSEWHERE = [u32(MAX_32), u32(MAX_32)];

function localHeader(name: Buffer): Buffer {
  const lengths64 = [u64(0), u64(0)];
  const extra = [u16(EXTRA_64), u16(16), ...lengths64];
  const checksum = u32(0);
  return Buffer.concat([
    ...[u32(LOCAL), ...SHARED, checksum, ...ELSEWHERE],
    ...[u16(name.length), u16(20), name, ...extra],
  ]);
}

function dataDescriptor({ bytes, checksum }: Written): Buffer {
  return Buffer.concat([u32(DESCRIPTOR), u32(checksum), u64(bytes), u64(bytes)]);
}

function directoryEntry({ name, bytes, checksum, headerAt }: Written): Buffer {
  const extra = [u16(EXTRA_64), u16(24), u64(bytes), u64(bytes), u64(headerAt)];
  const [comment, disk, attributes] = [u16(0), u16(0), [u16(0), u32(0)]];
  return Buffer.concat([
    ...[u32(ENTRY), u16(VERSION), ...SHARED, u32(checksum), ...ELSEWHERE],
    ...[u16(name.length), u16(28), comment, disk, ...attributes, u32(MAX_32), name, ...extra],
  ]);
}

function endRecords(count: number, directoryAt: number, directoryBytes: number): Buffer {
  const disk = u32(0);
  return Buffer.concat([
    ...[u32(END_64), u64(44), u16(VERSION), u16(VERSION), disk, disk],
    ...[u64(count), u64(count), u64(directoryBytes), u64(directoryAt)],
    ...[u32(END_64_LOCATOR), disk, u64(directoryAt + directoryBytes), u32(1)],
    ...[u32(END), u16(0), u16(0), u16(MAX_16), u16(MAX_16), u32(MAX_32), u32(MAX_32), u16(0)],
  ]);
}
