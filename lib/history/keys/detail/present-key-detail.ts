import type { EventRow } from '../../events/event-row';
import { presentEvent } from '../../events/present-event';
import type { KeyRow } from '../key-row';
import { presentKey } from '../present-key';
import type { GenerationRow } from './store';

/** A key with all that is known of it. */
export function presentKeyDetail(
  row: KeyRow,
  ended: readonly GenerationRow[],
  events: readonly EventRow[],
): Record<string, unknown> {
  const bySeq = new Map(events.map((event) => [event.seq, presentEvent(event)]));
  const generations = row.generation === 0 ? ended : [...ended, row];
  return {
    ...presentKey(row),
    sources: row.sources.kept,
    generations: generations.map((generation, index) =>
      presentGeneration(generation, generations[index - 1]),
    ),
    first_event: bySeq.get(row.first_seq) ?? null,
    last_event: bySeq.get(row.last_seq) ?? null,
  };
}

/** Counts are of the generation: since the one before it ended. */
function presentGeneration(row: GenerationRow, before: GenerationRow | undefined) {
  return {
    generation: row.generation,
    executed_at: row.executed_at,
    executed_seq: row.executed_seq,
    expires_at: row.expires_at,
    policy_version: row.policy_version,
    operation: row.operation,
    http_status: row.http_status,
    fingerprint: row.fingerprint,
    resource_id: row.resource,
    amount: row.amount,
    currency: row.currency,
    attempts: row.attempts - (before?.attempts ?? 0),
    replays: row.replays - (before?.replays ?? 0),
    conflicts: row.conflicts - (before?.conflicts ?? 0),
  };
}
