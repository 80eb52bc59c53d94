const IN_FLIGHT_MAX = 64;
/** How late a timer may be without the rate falling behind. */
const CATCH_UP_MS = 20;

/**
 * Lets requests go: so many a second, and not more than 64 at once. Those of actors at work go
 * before a new actor begins, so that what an actor times is not distorted by a queue.
 */
export class Pacer {
  #intervalMs;
  #nextAtMs = performance.now();
  #inFlight = 0;
  /** @type {{ count: number, go: () => void }[]} */
  #requests = [];
  /** @type {(() => void) | undefined} */
  #newActor;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /** @param {number} rate requests a second; 0 is as many as go */
  constructor(rate) {
    this.#intervalMs = rate === 0 ? 0 : 1000 / rate;
  }

  /**
   * Waits for the turn of so many requests, which then go at once; `leave` ends each.
   * @param {number} [count]
   * @returns {Promise<void>}
   */
  enter(count = 1) {
    return new Promise((go) => {
      this.#requests.push({ count, go });
      this.#pump();
    });
  }

  leave() {
    this.#inFlight -= 1;
    this.#pump();
  }

  /**
   * Waits until a request could go and no actor at work has one to send; for one caller.
   * @returns {Promise<void>}
   */
  turnOfNewActor() {
    return new Promise((go) => {
      this.#newActor = go;
      this.#pump();
    });
  }

  /** Who still waits goes at once. */
  hurry() {
    this.#intervalMs = 0;
    this.#nextAtMs = 0;
    this.#pump();
  }

  #pump() {
    while (this.#inFlight < IN_FLIGHT_MAX && (this.#requests.length > 0 || this.#newActor)) {
      const nowMs = performance.now();
      if (this.#nextAtMs > nowMs) {
        this.#wakeIn(this.#nextAtMs - nowMs);
        return;
      }
      const request = this.#requests.shift();
      if (request === undefined) {
        this.#newActor?.();
        this.#newActor = undefined;
        return;
      }
      this.#inFlight += request.count;
      const fromMs = Math.max(this.#nextAtMs, nowMs - CATCH_UP_MS);
      this.#nextAtMs = fromMs + request.count * this.#intervalMs;
      request.go();
    }
  }

  /** @param {number} ms */
  #wakeIn(ms) {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, ms);
  }
}
