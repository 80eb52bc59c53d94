import type { ChartRow, Series } from '../charts/series';
import { lookOf } from '../keys/outcomes';
import { withMerchant } from '../shell/merchant';
import type { DrawnTraffic } from './traffic';

const OWN = [
  'executed',
  'replayed',
  'reused_after_expiry',
  'in_progress_conflict',
  'payload_conflict',
] as const;
const SHADE = 6;

/** All other attempts: refused before or besides the key. */
const REFUSED: Series = { name: 'refused', label: 'Refused', color: `gray.${SHADE}` };
/** Not an attempt: the answer of one that is counted already. */
const UNDELIVERED = 'response_undelivered';

export const OUTCOME_SERIES: readonly Series[] = [
  ...OWN.map((name) => {
    const { label, color } = lookOf(name);
    return { name, label, color: `${color}.${SHADE}` };
  }),
  REFUSED,
];

/** Attempts by what is drawn; whatever has no colour of its own is refused. */
export function outcomeCounts(outcomes: Readonly<Record<string, number>>): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(
    OUTCOME_SERIES.map(({ name }) => [name, 0]),
  );
  for (const [outcome, attempts] of Object.entries(outcomes)) {
    if (outcome === UNDELIVERED) continue;
    const name = OWN.find((own) => own === outcome) ?? REFUSED.name;
    counts[name] = (counts[name] ?? 0) + attempts;
  }
  return counts;
}

export function outcomeRows({ data }: DrawnTraffic): ChartRow[] {
  return data.map(({ at, outcomes }) => ({ at, values: outcomeCounts(outcomes) }));
}

/** The rows behind each outcome, of the same span. */
export function outcomeHrefs(
  ends: { readonly from: string; readonly to: string },
  merchant: string | undefined,
): Record<string, string> {
  const span = `from=${encodeURIComponent(ends.from)}&to=${encodeURIComponent(ends.to)}`;
  const hrefs = {
    executed: `/keys?${span}`,
    replayed: `/keys?has=replays&time=last_seen&${span}`,
    reused_after_expiry: `/expiring?${span}`,
    in_progress_conflict: `/keys?time=last_seen&${span}`,
    payload_conflict: `/conflicts?${span}`,
    refused: `/keys?state=unused&${span}`,
  };
  return Object.fromEntries(
    Object.entries(hrefs).map(([name, href]) => [name, withMerchant(href, merchant)]),
  );
}
