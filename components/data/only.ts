/**
 * What a page shows of a row. A page's first data goes to the browser beside what was drawn of it:
 * members that nobody sees are most of an answer, and cost as much to send as those that are seen.
 */
export function only<Row extends object, Name extends keyof Row>(
  row: Row,
  names: readonly Name[],
): Pick<Row, Name> {
  return Object.fromEntries(names.map((name) => [name, row[name]])) as Pick<Row, Name>;
}
