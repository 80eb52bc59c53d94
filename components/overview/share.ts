const TENTHS = 1000;

/** A part in percent, to a tenth; never nothing where there is something, nor all where some is not. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const tenths = Math.round((part / whole) * TENTHS);
  if (tenths === 0 && part > 0) return '< 0.1 %';
  if (tenths === TENTHS && part < whole) return '> 99.9 %';
  return `${tenths / 10} %`;
}
