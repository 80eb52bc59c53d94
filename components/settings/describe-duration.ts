const UNITS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** `PT24H` in words; what is not of this form stays as it is. */
export function describeDuration(duration: string): string {
  if (duration === 'indefinite') return 'without an end';
  const values = DURATION.exec(duration)?.slice(1) ?? [];
  const parts = UNITS.flatMap((unit, index) => {
    const value = Number(values[index] ?? 0);
    return value === 0 ? [] : [`${value} ${unit}${value === 1 ? '' : 's'}`];
  });
  if (parts.length > 0) return parts.join(', ');
  return values.length > 0 ? 'not at all' : duration;
}
