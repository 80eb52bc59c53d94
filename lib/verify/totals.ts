import { Fault } from './digest';
import type { CheckedChunk } from './findings';
import { ranges } from './manifest';
import type { Sample } from './sample';
import type { Verifying } from './verifying';

/** What is counted over all records of a range. */
export class Totals {
  readonly #sample: Sample | null;
  readonly #sums = new Map<string, bigint>();
  readonly #erased: number[] = [];
  readonly #undecidable: number[] = [];
  rows = 0;
  matching = 0;

  constructor(sample: Sample | null) {
    this.#sample = sample;
  }

  get undecidable(): readonly number[] {
    return this.#undecidable;
  }

  add(checked: CheckedChunk): void {
    this.rows += checked.rowSeqs.length;
    this.matching += checked.matching.length;
    this.#sample?.add(checked.matching, checked.rowSeqs);
    this.#erased.push(...checked.erased);
    this.#undecidable.push(...checked.undecidable);
    for (const [currency, sum] of Object.entries(checked.sums)) {
      this.#sums.set(currency, (this.#sums.get(currency) ?? 0n) + BigInt(sum));
    }
  }

  expect({ manifest, report }: Verifying): void {
    if (manifest.rows !== this.rows) {
      throw new Fault(`the manifest names ${manifest.rows} rows; there are ${this.rows}`);
    }
    const stated = Object.entries(manifest.sums).sort();
    const found = [...this.#sums].map(([currency, sum]) => [currency, String(sum)]).sort();
    if (JSON.stringify(stated) !== JSON.stringify(found)) {
      throw new Fault(`the sums of the rows are ${JSON.stringify(Object.fromEntries(found))}`);
    }
    const erased = { rows: ranges(this.#erased), undecidable: ranges(this.#undecidable) };
    if (JSON.stringify(erased) !== JSON.stringify(manifest.erased)) {
      throw new Fault(`what is erased is not what the manifest states: ${JSON.stringify(erased)}`);
    }
    const sums = found.map(([currency, sum]) => `${sum} ${currency}`).join(', ');
    report.proved(`row count (${this.rows}) and sums in minor units (${sums || 'none'}) are right`);
    this.#sample?.expect(report);
  }
}
