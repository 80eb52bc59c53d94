/** A place where a test has somebody stand until it lets them go on. */
export class Gate {
  /** Somebody stands there. */
  readonly arrived: Promise<void>;
  open: () => void = () => undefined;
  #arrive: () => void = () => undefined;
  readonly #opened: Promise<void>;

  constructor() {
    this.arrived = new Promise((resolve) => {
      this.#arrive = resolve;
    });
    this.#opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  async pass(): Promise<void> {
    this.#arrive();
    await this.#opened;
  }
}
