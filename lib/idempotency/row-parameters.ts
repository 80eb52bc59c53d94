/**
 * Rows as parameters of one statement: one parameter for each column, whatever their number.
 *
 * Most columns cannot hold a control character (ids, numbers, JSON text, header values), so they
 * travel joined by one: PostgreSQL's array syntax would escape every quote of every JSON text, on
 * both sides. Free text of a client can hold anything and travels as an array.
 */
type ColumnKind = 'uuid' | 'int' | 'bigint' | 'text' | 'free-text';
export type Columns = Readonly<Record<string, ColumnKind>>;
export type Cell = string | number | null;
export type Row<Names extends Columns> = { readonly [Name in keyof Names]: Cell };

const SEPARATOR = '\x1f';

/** `unnest(…) WITH ORDINALITY`, with the columns as parameters from $1 on; NULL stays NULL. */
export function unnestColumns(columns: Columns, alias: string): string {
  const arrays = Object.values(columns).map((kind, index) =>
    kind === 'free-text'
      ? `$${index + 1}::text[]`
      : `string_to_array($${index + 1}::text, E'\\x1f', '')::${kind}[]`,
  );
  const names = [...Object.keys(columns), 'ord'].join(', ');
  return `unnest(${arrays.join(', ')}) WITH ORDINALITY AS ${alias}(${names})`;
}

/** The parameters for `unnestColumns`. */
export function rowParameters<Names extends Columns>(
  columns: Names,
  rows: readonly Row<Names>[],
): (string | Cell[])[] {
  return Object.entries(columns).map(([name, kind]) =>
    kind === 'free-text' ? rows.map((row) => row[name] ?? null) : joined(rows, name),
  );
}

function joined<Names extends Columns>(rows: readonly Row<Names>[], name: string): string {
  let text = '';
  for (const [index, row] of rows.entries()) {
    if (index > 0) text += SEPARATOR;
    text += row[name] ?? '';
  }
  return text;
}
