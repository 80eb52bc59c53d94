import { createReadStream } from 'node:fs';

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * @typedef {object} Line
 * @property {number} number from 1, empty lines counted
 * @property {Buffer | undefined} bytes without the line's end; undefined where it is too long
 */

/**
 * The lines of a file that are not empty, one after the other: no more of it is in memory than one
 * line and one piece of the file. What is longer than `maxBytes` is passed over.
 * @param {string} file
 * @param {number} maxBytes
 * @returns {AsyncGenerator<Line>}
 */
export async function* readLines(file, maxBytes) {
  let number = 0;
  /** @type {Buffer[]} */
  let parts = [];
  let length = 0;
  /** @param {Buffer} end @returns {Line | undefined} */
  const finish = (end) => {
    number += 1;
    const tooLong = length + end.length > maxBytes;
    const bytes = tooLong ? undefined : trimmed(Buffer.concat([...parts, end]), number);
    parts = [];
    length = 0;
    return bytes?.length === 0 ? undefined : { number, bytes };
  };
  for await (const chunk of createReadStream(file)) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      const line = finish(chunk.subarray(from, at));
      if (line) yield line;
      from = at + 1;
    }
    length += chunk.length - from;
    if (length <= maxBytes) parts.push(chunk.subarray(from));
    else parts = [];
  }
  if (length > 0) {
    const line = finish(Buffer.alloc(0));
    if (line) yield line;
  }
}

/** @param {Buffer} bytes @param {number} number */
function trimmed(bytes, number) {
  const marked = number === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
  let [start, end] = [marked ? 3 : 0, bytes.length];
  while (end > start && isSpace(bytes[end - 1])) end -= 1;
  while (start < end && isSpace(bytes[start])) start += 1;
  return bytes.subarray(start, end);
}

/** @param {number | undefined} byte */
function isSpace(byte) {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}
