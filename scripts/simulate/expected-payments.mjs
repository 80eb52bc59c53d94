/**
 * What the database must have in the end. An intent is one body that a client means to have paid so
 * many times; its name is in the payment's metadata, so that a payment whose answer was lost is
 * found too.
 */

/**
 * @typedef {object} Intent
 * @property {string} charge what the customer meant to pay once
 * @property {number} payments how many there must be: 2 for a key that was used again after expiry
 * @property {Set<string>} ids as acknowledged
 * @property {number} refunded minor units
 */

/**
 * @typedef {object} StoredPayment
 * @property {string} id
 * @property {string} intent
 * @property {number} refunded
 */

export class ExpectedPayments {
  /** @type {Map<string, Intent>} */
  #intents = new Map();

  /** How many payments there must be. */
  get count() {
    return [...this.#intents.values()].reduce((sum, { payments }) => sum + payments, 0);
  }

  /** Charges that are paid more than once, each under keys of its own. */
  get doubleCharges() {
    /** @type {Map<string, number>} */
    const payments = new Map();
    for (const { charge } of this.#intents.values()) {
      payments.set(charge, (payments.get(charge) ?? 0) + 1);
    }
    return [...payments.values()].filter((count) => count > 1).length;
  }

  /** One payment more for this intent. @param {string} intent @param {string} charge */
  expect(intent, charge) {
    const known = this.#intents.get(intent);
    if (known) known.payments += 1;
    else this.#intents.set(intent, { charge, payments: 1, ids: new Set(), refunded: 0 });
  }

  /** @param {string} intent @param {string} id */
  acknowledge(intent, id) {
    this.#intents.get(intent)?.ids.add(id);
  }

  /** @param {string} intent @param {number} amount */
  expectRefund(intent, amount) {
    const known = this.#intents.get(intent);
    if (known) known.refunded += amount;
  }

  /**
   * What differs between the ground truth and the database; empty where nothing does.
   * @param {readonly StoredPayment[]} stored
   * @returns {string[]}
   */
  compare(stored) {
    /** @type {Map<string, StoredPayment[]>} */
    const found = new Map();
    for (const payment of stored) {
      found.set(payment.intent, [...(found.get(payment.intent) ?? []), payment]);
    }
    const differences = [...found.keys()]
      .filter((intent) => !this.#intents.has(intent))
      .map((intent) => `a payment that nobody should have: ${intent}`);
    for (const [name, intent] of this.#intents) {
      const payments = found.get(name) ?? [];
      if (payments.length !== intent.payments) {
        differences.push(`${payments.length} payments instead of ${intent.payments}: ${name}`);
      }
      for (const id of intent.ids) {
        if (!payments.some((payment) => payment.id === id)) {
          differences.push(`acknowledged and not there: ${id}, ${name}`);
        }
      }
      const refunded = payments.reduce((sum, payment) => sum + payment.refunded, 0);
      if (refunded !== intent.refunded) {
        differences.push(`refunded ${refunded} instead of ${intent.refunded}: ${name}`);
      }
    }
    return differences;
  }
}
