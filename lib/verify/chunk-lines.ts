const LINE_FEED = 10;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

interface Lines {
  /** Without their ends; undefined for one that is not UTF-8. */
  readonly lines: readonly (string | undefined)[];
  /** Whether all of them are nothing but ASCII. */
  readonly ascii: boolean;
}

/** The lines of a chunk, each of which ends in a line feed. */
export function linesOf(bytes: Uint8Array): Lines {
  const text = decoded(bytes);
  if (text !== undefined) {
    // Other characters take more bytes than units of a text.
    return { lines: text.split('\n').slice(0, -1), ascii: text.length === bytes.length };
  }
  const lines: (string | undefined)[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, start);
    lines.push(decoded(bytes.subarray(start, end)));
    start = end + 1;
  }
  return { lines, ascii: false };
}

/** Undefined for what is not UTF-8. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
