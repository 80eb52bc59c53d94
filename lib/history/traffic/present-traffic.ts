import type { TrafficSums } from './fold-traffic';
import { latencyPercentiles } from './latency';

/**
 * A step of traffic as JSON text, without when it begins. Rows keep it (column `shown`): a change of
 * it asks for a migration that sets theirs to null.
 */
export function shownTraffic(sums: TrafficSums): string {
  return JSON.stringify(presentTraffic(sums));
}

export function presentTraffic({ outcomes, amounts, prevented, ...sums }: TrafficSums) {
  const { response_undelivered: undelivered = 0 } = outcomes;
  const known = sums.lastSeq > 0;
  return {
    attempts: sumOf(outcomes) - undelivered,
    outcomes,
    amounts: presentSums(amounts),
    prevented: presentSums(prevented),
    latency_ms: latencyPercentiles(sums.latency),
    first_seq: known ? sums.firstSeq : null,
    last_seq: known ? sums.lastSeq : null,
  };
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function presentSums(sums: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(Object.entries(sums).map(([currency, sum]) => [currency, Number(sum)]));
}
