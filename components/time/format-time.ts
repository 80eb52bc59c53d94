/**
 * An RFC 3339 time in a zone, to the millisecond, with the zone's name: `2026-11-30 10:15:30.482 UTC`.
 * Finer digits are cut, never rounded into the future.
 */
export function formatTime(time: string, zone: string): string {
  const parts = partsOf(time, zone);
  const fraction = /\.(\d{1,3})/.exec(time)?.[1] ?? '';
  const millisecond = fraction.padEnd(3, '0');
  return `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}:${parts.second}.${millisecond} ${parts.timeZoneName}`;
}

/** The same without seconds: for what is planned, not measured. */
export function formatMinute(time: string, zone: string): string {
  const parts = partsOf(time, zone);
  return `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute} ${parts.timeZoneName}`;
}

function partsOf(time: string, zone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    timeZoneName: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const parts = format.formatToParts(new Date(time));
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}
