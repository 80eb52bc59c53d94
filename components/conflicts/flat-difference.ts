/** A value of two bodies, at its RFC 6901 pointer, as JSON; undefined where a body has none there. */
export interface DifferenceRow {
  readonly pointer: string;
  readonly change: 'changed' | 'added' | 'removed' | 'same';
  readonly first: string | undefined;
  readonly other: string | undefined;
}

/** Two JSON texts, value by value: what differs first, each part in the order of its pointers. */
export function flatDifference(first: string, other: string): DifferenceRow[] {
  const [before, after] = [valuesOf(first), valuesOf(other)];
  const pointers = [...new Set([...before.keys(), ...after.keys()])].sort();
  const rows = pointers.map((pointer) => rowAt(pointer, before.get(pointer), after.get(pointer)));
  const isSame = ({ change }: DifferenceRow) => change === 'same';
  return [...rows.filter((row) => !isSame(row)), ...rows.filter(isSame)];
}

function rowAt(
  pointer: string,
  first: string | undefined,
  other: string | undefined,
): DifferenceRow {
  const present = { pointer, first, other };
  if (first === undefined) return { ...present, change: 'added' };
  if (other === undefined) return { ...present, change: 'removed' };
  return { ...present, change: first === other ? 'same' : 'changed' };
}

/** All values that hold no others, by pointer; an empty object or list is such a value, too. */
function valuesOf(text: string): Map<string, string> {
  const values = new Map<string, string>();
  collect('', JSON.parse(text), values);
  return values;
}

function collect(at: string, value: unknown, values: Map<string, string>): void {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (members.length === 0) values.set(at, JSON.stringify(value));
  for (const [name, member] of members) {
    collect(`${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, member, values);
  }
}
