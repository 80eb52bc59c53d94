import type { Stretch } from './chunk-memory';

const QUOTE = 0x22;

/** The value of the JSON that stands there, in which there is no backslash. */
export function plainValue(bytes: Buffer, { start, end }: Stretch): unknown {
  if (bytes[start] === QUOTE) return bytes.toString('utf8', start + 1, end - 1);
  return JSON.parse(bytes.toString('utf8', start, end));
}
