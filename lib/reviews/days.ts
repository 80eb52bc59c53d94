const DAY_MS = 86_400_000;

/** The days [from, to), the latest first. Days are as in `2026-11-30`, UTC. */
export function daysOf(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = addDays(to, -1); day >= from; day = addDays(day, -1)) days.push(day);
  return days;
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Where a day begins, as RFC 3339. */
export function startOf(day: string): string {
  return `${day}T00:00:00.000Z`;
}
