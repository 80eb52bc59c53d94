/**
 * What an answer under a key must have in common with all others.
 * @typedef {object} StoredAnswer
 * @property {number} status
 * @property {string} sha256 of the body's bytes
 * @property {string | undefined} contentType
 * @property {string | undefined} location
 * @property {string} [expires] not known of a record of a batch
 * @property {boolean} replayed
 */

const COMMON = /** @type {const} */ (['status', 'sha256', 'contentType', 'location', 'expires']);

/** All that came back under one generation of a key; of the bodies only a digest is kept. */
export class KeyAnswers {
  /** @type {StoredAnswer | undefined} */
  #first;
  #executed = 0;
  #lost = 0;
  /** @type {Set<string>} */
  #begun = new Set();

  /** Whether this is the first request for a charge under the key. @param {string} charge */
  begin(charge) {
    const { size } = this.#begun;
    return this.#begun.add(charge).size > size;
  }

  /** An answer that never came, or that left the outcome open. */
  lose() {
    this.#lost += 1;
  }

  /** Whether any may have had an effect that nobody was told of. */
  get hasLost() {
    return this.#lost > 0;
  }

  /** Whether nobody knows yet if there was an effect. */
  get isOpen() {
    return this.#lost > 0 && this.#first === undefined;
  }

  get isDecided() {
    return this.#first !== undefined;
  }

  /** @param {StoredAnswer} answer @returns {string[]} what is wrong with it */
  add(answer) {
    if (!answer.replayed) this.#executed += 1;
    const first = this.#first;
    this.#first ??= answer;
    const faults = COMMON.filter((member) => first && differ(first[member], answer[member])).map(
      (member) => `other ${member}: ${answer[member]} after ${first?.[member]}`,
    );
    if (this.#executed > 1) faults.push(`executed ${this.#executed} times`);
    return faults;
  }

  /** What is wrong when no more will come. @returns {string[]} */
  end() {
    const isOrphan = this.#first !== undefined && this.#executed === 0 && this.#lost === 0;
    return isOrphan ? ['replayed, and nobody was the first'] : [];
  }
}

/** @param {unknown} one @param {unknown} other */
function differ(one, other) {
  return one !== undefined && other !== undefined && one !== other;
}
