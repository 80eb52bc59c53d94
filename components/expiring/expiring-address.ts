type Parameters = Iterable<readonly [name: string, value: string]>;

/** How far ahead is looked: an ISO 8601 duration. */
export const AHEAD = {
  PT24H: { label: '24 hours', hours: 24 },
  P7D: { label: '7 days', hours: 168 },
} as const;
export type Ahead = keyof typeof AHEAD;

/** Retentions that can be asked about; those that payment providers have. */
export const RETENTIONS = [
  { value: 'PT24H', label: '24 hours' },
  { value: 'PT48H', label: '48 hours' },
  { value: 'P7D', label: '7 days' },
  { value: 'P30D', label: '30 days' },
  { value: 'P365D', label: '365 days' },
  { value: 'indefinite', label: 'for ever' },
] as const;

export interface ExpiringChoice {
  readonly ahead: Ahead;
  readonly retention: string;
}

/** What an address asks for; what cannot be read is a day, and a week. */
export function choiceFromAddress(parameters: Parameters): ExpiringChoice {
  const { ahead, retention } = Object.fromEntries(parameters);
  return {
    ahead: ahead === 'P7D' ? ahead : 'PT24H',
    retention: RETENTIONS.find(({ value }) => value === retention)?.value ?? 'P7D',
  };
}

/** From now to so many hours ahead. */
export function aheadOf({ ahead }: ExpiringChoice, nowMs: number): { from: string; to: string } {
  const endMs = nowMs + AHEAD[ahead].hours * 3_600_000;
  return { from: new Date(nowMs).toISOString(), to: new Date(endMs).toISOString() };
}
