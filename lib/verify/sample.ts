import { type Digest, Fault } from './digest';
import type { Report } from './report';

/**
 * A reproducible sample: of the matching records those whose SHA-256(seed ":" seq) is smallest.
 * Nobody who did not know the seed beforehand could choose what it picks.
 */
export class Sample {
  readonly #digest: Digest;
  readonly #size: number;
  readonly #seed: string;
  readonly #given: number[] = [];
  #best: { readonly rank: string; readonly seq: number }[] = [];
  #matching = 0;

  constructor(digest: Digest, sample: { readonly size: number; readonly seed: string }) {
    this.#digest = digest;
    this.#size = sample.size;
    this.#seed = sample.seed;
  }

  add(matching: readonly number[], given: readonly number[]): void {
    this.#matching += matching.length;
    this.#given.push(...given);
    for (const seq of matching) {
      this.#best.push({ rank: this.#digest.hex(`${this.#seed}:${seq}`), seq });
    }
    if (this.#best.length > 4 * this.#size + 1000) this.#cut();
  }

  expect(report: Report): void {
    this.#cut();
    const picked = this.#best.map(({ seq }) => seq).sort((one, other) => one - other);
    const [belongs, given] = [new Set(picked), new Set(this.#given)];
    const wrong = [...belongs, ...given].find((seq) => !belongs.has(seq) || !given.has(seq));
    if (wrong !== undefined) {
      const known = belongs.has(wrong);
      throw new Fault(
        `record ${wrong} ${known ? 'belongs to the sample, but is not in the data' : 'is in the data, but does not belong to the sample'}`,
      );
    }
    report.proved(
      `the ${picked.length} rows are the sample that the seed ${JSON.stringify(this.#seed)} draws from ${this.#matching} matching records`,
    );
  }

  #cut(): void {
    this.#best.sort((one, other) => (one.rank < other.rank ? -1 : 1));
    this.#best = this.#best.slice(0, this.#size);
  }
}
