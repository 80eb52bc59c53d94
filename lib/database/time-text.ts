/** SQL that writes a timestamptz as RFC 3339, UTC, with microseconds. */
export function timeText(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
