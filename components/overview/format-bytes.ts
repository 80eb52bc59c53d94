const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** In the largest unit that leaves a number of at least 1; a kB is 1,000 B. */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })} ${UNITS[power]}`;
}
