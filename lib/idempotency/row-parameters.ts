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

/** The parameters for `unnestColumns`. A column without a value is left out: `unnest` fills up. */
export function rowParameters<Names extends Columns>(
  columns: Names,
  rows: readonly Row<Names>[],
): (string | Cell[] | null)[] {
  const parameters: (string | Cell[] | null)[] = [];
  for (const name in columns) {
    if (!hasValue(rows, name)) parameters.push(null);
    else if (columns[name] === 'free-text') parameters.push(rows.map((row) => row[name]));
    else parameters.push(joined(rows, name));
  }
  return parameters;
}

function hasValue<Names extends Columns>(rows: readonly Row<Names>[], name: keyof Names): boolean {
  for (const row of rows) if (row[name] !== null) return true;
  return false;
}

function joined<Names extends Columns>(rows: readonly Row<Names>[], name: keyof Names): string {
  let text = '';
  for (const row of rows) {
    const cell = row[name];
    text += cell === null ? SEPARATOR : cell + SEPARATOR;
  }
  return text.slice(0, -1);
}
