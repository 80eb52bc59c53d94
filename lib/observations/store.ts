import type { Pool } from 'pg';
import { runStatement } from '@/lib/database/session';
import type { ObservationRow } from './observation-row';

/** What became of one observation. `early`: it claims to have happened in the future. */
export type Verdict = 'accepted' | 'duplicate' | 'early';

/**
 * Ids are claimed and events written in one statement: neither is there without the other. In the
 * ids' order, so that two reports that share some wait for each other and never for ever; who
 * waited for a report that came through finds its ids taken.
 */
const TAKE_OBSERVATIONS = `
WITH sent AS MATERIALIZED (
  SELECT decode(s.id_hash, 'hex') AS id_hash, s.event_id, s.occurred_at, s.outcome, s.record,
    s.position, s.occurred_at > now() + interval '1 minute' AS early
  FROM unnest($2::text[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[]) WITH ORDINALITY
    AS s(id_hash, event_id, occurred_at, outcome, record, position)
),
taken AS (
  INSERT INTO observation_ids (merchant_id, id_hash)
  SELECT $1, id_hash FROM sent WHERE NOT early ORDER BY id_hash
  ON CONFLICT (merchant_id, id_hash) DO NOTHING
  RETURNING id_hash
),
written AS (
  INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
  SELECT $1, event_id, occurred_at, outcome, NULL, record::json
  FROM sent JOIN taken USING (id_hash)
)
SELECT CASE WHEN early THEN 'early' WHEN taken.id_hash IS NULL THEN 'duplicate'
  ELSE 'accepted' END AS verdict
FROM sent LEFT JOIN taken USING (id_hash) ORDER BY position`;

/** One verdict for each row, in their order; no id may stand twice. Throws DatabaseError. */
export async function takeObservations(
  pool: Pool,
  merchantId: string,
  rows: readonly ObservationRow[],
): Promise<Verdict[]> {
  const verdicts = await runStatement<{ verdict: Verdict }>(pool, {
    name: 'take-observations',
    text: TAKE_OBSERVATIONS,
    values: [
      merchantId,
      rows.map((row) => row.idHash),
      rows.map((row) => row.eventId),
      rows.map((row) => row.occurredAt),
      rows.map((row) => row.outcome),
      rows.map((row) => row.record),
    ],
  });
  return verdicts.map(({ verdict }) => verdict);
}
