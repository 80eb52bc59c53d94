const LINE_FEED = 10;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The lines of a chunk, each of which ends in a line feed; decoded when the first one is asked for. */
export class ChunkLines {
  readonly #bytes: Uint8Array;
  #texts: readonly (string | undefined)[] | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Without its end; undefined for what is not UTF-8. */
  text(index: number): string | undefined {
    this.#texts ??= linesOf(this.#bytes);
    return this.#texts[index];
  }
}

function linesOf(bytes: Uint8Array): (string | undefined)[] {
  const text = decoded(bytes);
  if (text !== undefined) return text.split('\n');
  const lines: (string | undefined)[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, start);
    lines.push(decoded(bytes.subarray(start, end)));
    start = end + 1;
  }
  return lines;
}

/** Undefined for what is not UTF-8. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
