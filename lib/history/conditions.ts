import type { SeqRange } from './scan-page';

/** Conditions of one statement, with their parameters. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly #parts: string[] = [];

  /** A condition in which each `?` stands for the next value. */
  add(condition: string, ...values: readonly unknown[]): this {
    this.#parts.push(this.bind(condition, ...values));
    return this;
  }

  /** SQL in which each `?` is replaced by a parameter. */
  bind(sql: string, ...values: readonly unknown[]): string {
    let next = 0;
    return sql.replaceAll('?', () => {
      this.values.push(values[next]);
      next += 1;
      return `$${this.values.length}`;
    });
  }

  /** These ranges as rows of one statement: `range(first, last)`. */
  bindRanges(ranges: readonly SeqRange[]): string {
    const rows = this.bind(
      'unnest(?::bigint[], ?::bigint[])',
      ranges.map(({ first }) => first),
      ranges.map(({ last }) => last),
    );
    return `${rows} AS range(first, last)`;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  get sql(): string {
    return this.isEmpty ? 'true' : this.#parts.join(' AND ');
  }
}
