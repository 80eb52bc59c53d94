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

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  get sql(): string {
    return this.isEmpty ? 'true' : this.#parts.join(' AND ');
  }
}
