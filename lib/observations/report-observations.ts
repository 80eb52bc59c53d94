import type { Pool } from '@/lib/database/connection';
import { validate } from '@/lib/http/validate';
import { type ObservationsResult, observationInput } from './contract';
import { type ObservationRow, observationRow, type Reporter } from './observation-row';
import { takeObservations } from './store';

/**
 * Takes attempts that other services decided into the log, each once for its id: across requests,
 * instances and time. The first report of an id stands, whatever a later one says. A record that
 * does not fit is told by its index. Throws DatabaseError, after which the same report may be sent
 * again.
 */
export async function reportObservations(
  workPool: Pool,
  reporter: Reporter,
  observations: readonly unknown[],
): Promise<ObservationsResult> {
  const rejected: { index: number; detail: string }[] = [];
  /** By what deduplicates, with the place in the report. */
  const rows = new Map<string, ObservationRow & { readonly index: number }>();
  let duplicates = 0;
  for (const [index, observation] of observations.entries()) {
    const checked = validate(observationInput, observation);
    if (!checked.ok) {
      rejected.push({ index, detail: checked.problem.message });
      continue;
    }
    const row = observationRow(checked.value, reporter);
    if (rows.has(row.idHash)) duplicates += 1;
    else rows.set(row.idHash, { ...row, index });
  }
  const sent = [...rows.values()];
  const verdicts =
    sent.length === 0 ? [] : await takeObservations(workPool, reporter.merchantId, sent);
  for (const [position, { index }] of sent.entries()) {
    if (verdicts[position] === 'duplicate') duplicates += 1;
    if (verdicts[position] !== 'early') continue;
    rejected.push({ index, detail: '/occurred_at: must not be in the future' });
  }
  const accepted = verdicts.filter((verdict) => verdict === 'accepted').length;
  return { accepted, duplicates, rejected: rejected.sort((a, b) => a.index - b.index) };
}
