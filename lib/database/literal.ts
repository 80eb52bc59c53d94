/** What stands for values in a statement that takes no parameters, as COPY does. */
export type LiteralValue = string | number | Buffer | readonly (string | number)[];

/**
 * A value as a literal that nothing in it can end. Texts are written as E'…' with every quote and
 * backslash doubled, which holds whatever `standard_conforming_strings` says; the encoding is UTF-8
 * on both sides. Throws TypeError for what PostgreSQL has no literal for.
 */
export function literal(value: LiteralValue): string {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new TypeError('PostgreSQL has no text with a NUL');
    return `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is not a number`);
    return `(${value})`;
  }
  if (Buffer.isBuffer(value)) return `decode('${value.toString('hex')}', 'hex')`;
  return `ARRAY[${value.map(literal).join(',')}]`;
}

/**
 * The statement with each `$n` replaced by a literal. `$` followed by digits must stand nowhere else
 * in it; values never pass through this replacement twice.
 */
export function withLiterals(statement: string, values: readonly LiteralValue[]): string {
  return statement.replaceAll(/\$(\d+)/g, (_, number: string) => {
    const value = values[Number(number) - 1];
    if (value === undefined) throw new TypeError(`the statement has no value for $${number}`);
    return literal(value);
  });
}
