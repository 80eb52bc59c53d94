/** A generation that has begun, and what it is kept by. */
export interface Begun {
  readonly merchantId: string;
  /** Of the key's first event. */
  readonly block: number;
  /** RFC 3339. */
  readonly executedAt: string;
  /** A whole number of seconds or more, as an ISO 8601 duration, or "indefinite". */
  readonly retention: string;
}

/** Generations of one second, block and retention: they expire in the same second. */
export interface ExpiringGroup extends Begun {
  keys: number;
}

/** Few rows from many: the fraction of a second is left out, which no hour of expiry depends on. */
export function groupExpiries(all: readonly Begun[]): ExpiringGroup[] {
  const groups = new Map<string, ExpiringGroup>();
  for (const begun of all) {
    const { merchantId, block, retention } = begun;
    const executedAt = `${begun.executedAt.slice(0, 19)}Z`;
    const name = `${merchantId} ${block} ${executedAt} ${retention}`;
    const group = groups.get(name);
    if (group) group.keys += 1;
    else groups.set(name, { merchantId, block, executedAt, retention, keys: 1 });
  }
  return [...groups.values()];
}
