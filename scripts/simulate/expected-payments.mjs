/**
 * A charge is what a customer means to pay once. Its name is in the metadata of each payment that
 * was made for it, so that a payment whose answer was lost is found too.
 *
 * @typedef {object} Charge
 * @property {string} scenario
 * @property {number} amount minor units
 * @property {number} sent under how many keys it may have been paid
 * @property {string[]} ids as acknowledged
 * @property {number} refunded minor units, as acknowledged
 * @property {number} openRefunds whose answers were never seen
 * @property {number} found acknowledged payments that are there
 * @property {number} unknown payments that are there and were not acknowledged
 * @property {number} foundRefunded minor units
 */

/**
 * @typedef {object} StoredPayment
 * @property {string} id
 * @property {string} charge
 * @property {number} amount
 * @property {number} refunded
 */

/**
 * What the database must have in the end: each acknowledged payment, one for each charge and key,
 * and none besides. What was sent and never answered may be there once or not at all.
 */
export class ExpectedPayments {
  /** @type {Map<string, Charge>} */
  #charges = new Map();
  /** @type {string[]} */
  #surplus = [];

  /**
   * A request left that pays this charge under a key of its own (or its next generation).
   * @param {string} name @param {string} scenario @param {number} amount
   */
  send(name, scenario, amount) {
    const charge = this.#charges.get(name);
    if (charge) charge.sent += 1;
    else {
      const none = { refunded: 0, openRefunds: 0, found: 0, unknown: 0, foundRefunded: 0 };
      this.#charges.set(name, { scenario, amount, sent: 1, ids: [], ...none });
    }
  }

  /** @param {string} name @param {string} id */
  acknowledge(name, id) {
    const ids = this.#charges.get(name)?.ids;
    if (ids && !ids.includes(id)) ids.push(id);
  }

  /** @param {string} name */
  sendRefund(name) {
    const charge = this.#charges.get(name);
    if (charge) charge.openRefunds += 1;
  }

  /** @param {string} name @param {number} amount 0 if it was refused */
  acknowledgeRefund(name, amount) {
    const charge = this.#charges.get(name);
    if (!charge) return;
    charge.openRefunds -= 1;
    charge.refunded += amount;
  }

  /** A payment that is there. @param {StoredPayment} payment */
  find({ id, charge: name, amount, refunded }) {
    const charge = this.#charges.get(name);
    if (charge === undefined || charge.amount !== amount) {
      this.#surplus.push(`a payment that nobody should have: ${id} of ${amount} for ${name}`);
      return;
    }
    if (charge.ids.includes(id)) charge.found += 1;
    else charge.unknown += 1;
    charge.foundRefunded += refunded;
  }

  /** What differs, once all that is there has been found; empty where nothing does. */
  differences() {
    const differences = [...this.#surplus];
    for (const [name, charge] of this.#charges) {
      const { sent, ids, found, unknown, refunded, foundRefunded, openRefunds } = charge;
      if (found !== ids.length) {
        differences.push(`missing: ${ids.length - found} of ${ids.join(', ')} for ${name}`);
      }
      if (unknown > sent - ids.length) {
        differences.push(
          `surplus: ${unknown} payments that nobody was told of, under ${sent} keys, for ${name}`,
        );
      }
      if (openRefunds === 0 ? foundRefunded !== refunded : foundRefunded < refunded) {
        differences.push(`refunded ${foundRefunded} instead of ${refunded}: ${name}`);
      }
    }
    return differences;
  }

  /**
   * Payments by scenario: acknowledged, perhaps made, found; and charges paid more than once.
   * @returns {Map<string, { acknowledged: number, open: number, found: number, doubleCharges: number }>}
   */
  byScenario() {
    const scenarios = new Map();
    for (const { scenario, sent, ids, found, unknown } of this.#charges.values()) {
      const sums = scenarios.get(scenario) ?? {
        acknowledged: 0,
        open: 0,
        found: 0,
        doubleCharges: 0,
      };
      sums.acknowledged += ids.length;
      sums.open += Math.max(0, sent - ids.length);
      sums.found += found + unknown;
      if (ids.length > 1) sums.doubleCharges += 1;
      scenarios.set(scenario, sums);
    }
    return scenarios;
  }
}
