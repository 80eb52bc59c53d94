/**
 * ISO 8601 durations as policies use them: years to seconds, each at most once and in order; weeks
 * stand alone (ISO 8601-1 §5.5.2.3); the last number may have a fraction (§5.5.2.4), after a point.
 * PostgreSQL reads the same texts as intervals.
 */
const NUMBER = String.raw`(\d{1,10}(?:\.\d{1,6}(?=[A-Z]$))?)`;
const DURATION = new RegExp(
  '^P(?=.)(?:#W|(?:#Y)?(?:#M)?(?:#D)?(?:T(?=\\d)(?:#H)?(?:#M)?(?:#S)?)?)$'.replaceAll('#', NUMBER),
);

const DAY = 86_400;
/** Of the groups above. Months and years as PostgreSQL counts them when it compares intervals. */
const SECONDS = [7 * DAY, 365.25 * DAY, 30 * DAY, DAY, 3600, 60, 1];

/** Its length in seconds, with a month of 30 days; undefined where the text is not a duration. */
export function durationSeconds(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const counts = match.slice(1).map((digits: string | undefined) => Number(digits ?? 0));
  return counts.reduce((total, count, index) => total + count * (SECONDS[index] ?? 0), 0);
}
