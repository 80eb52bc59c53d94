import { formatMinute } from '../time/format-time';

const DAY_MS = 86_400_000;

/**
 * A step's beginning, as short as its length allows: `11-30` for days, `11-30 10:15` below. Nothing
 * for what is no time: a chart asks for labels before it knows of what.
 */
export function axisTime(at: string, zone: string, stepMs: number): string {
  if (Number.isNaN(Date.parse(at))) return '';
  const [date = '', time = ''] = formatMinute(at, zone).split(' ');
  return stepMs >= DAY_MS ? date.slice(5) : `${date.slice(5)} ${time}`;
}
