/** A value as text; null and the empty text are both NULL to PostgreSQL. */
export type Cell = string | number | null;

/**
 * Arrays of values as one text each, for `string_to_array($n, $1, '')`; the first of the returned
 * parameters is the separator. PostgreSQL's array syntax would escape every quote of every JSON
 * text, on both sides.
 */
export function joinedArrays(arrays: readonly (readonly Cell[])[]): string[] {
  for (let separator = '\x1f'; ; separator += '\x1e') {
    // A text that holds the separator would shift its array: another one is tried.
    const taken = arrays.some((cells) =>
      cells.some((cell) => typeof cell === 'string' && cell.includes(separator)),
    );
    if (!taken)
      return [separator, ...arrays.map((cells) => cells.map((cell) => cell ?? '').join(separator))];
  }
}
