export interface ReportLine {
  readonly verdict: 'proved' | 'not proved' | 'wrong';
  readonly text: string;
}

/** What was found, line by line. */
export class Report {
  readonly #lines: ReportLine[] = [];

  get lines(): readonly ReportLine[] {
    return this.#lines;
  }

  /** Whether all that was checked holds. */
  get holds(): boolean {
    return this.#lines.every(({ verdict }) => verdict !== 'wrong');
  }

  proved(text: string): void {
    this.#lines.push({ verdict: 'proved', text });
  }

  notProved(text: string): void {
    this.#lines.push({ verdict: 'not proved', text });
  }

  wrong(text: string): void {
    this.#lines.push({ verdict: 'wrong', text });
  }
}
