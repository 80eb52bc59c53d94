const STEPS = [
  [86_400_000_000, 'd'],
  [3_600_000_000, 'h'],
  [60_000_000, 'min'],
  [1_000_000, 's'],
  [1000, 'ms'],
  [1, 'µs'],
] as const;

/** The time between two, in its two largest units: `2 min 5 s`, `1.204 ms`. */
export function describeGap(from: string, to: string): string {
  let rest = Math.abs(microseconds(to) - microseconds(from));
  if (rest === 0) return '0 µs';
  const parts: string[] = [];
  for (const [size, unit] of STEPS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** Of an RFC 3339 time; Date knows milliseconds only. */
function microseconds(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  return Date.parse(time) * 1000 + Number(fraction.padEnd(6, '0').slice(3, 6));
}
