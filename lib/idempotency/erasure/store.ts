import type { Pool } from 'pg';
import { runStatement } from '@/lib/database/session';

interface Page<After> {
  readonly merchantId: string;
  /** What a body has that names the customer. */
  readonly named: string;
  readonly after: After;
  readonly limit: number;
}

interface Answer {
  readonly key: string;
  readonly body: string;
}

/** Answers of the next keys that name the customer; `last` is null after the last page. */
export async function answersAfter(
  pool: Pool,
  { merchantId, named, after, limit }: Page<string>,
): Promise<{ readonly last: string | null; readonly found: readonly Answer[] }> {
  const rows = await runStatement<{ key: string; body: string | null }>(pool, {
    name: 'answers-naming-customer',
    text: `SELECT idempotency_key AS key,
        CASE WHEN strpos(response_body, $3) > 0 THEN response_body END AS body
      FROM idempotency_keys WHERE merchant_id = $1 AND idempotency_key > $2
      ORDER BY idempotency_key LIMIT $4`,
    values: [merchantId, after, named, limit],
  });
  const last = rows.length < limit ? null : (rows.at(-1)?.key ?? null);
  return { last, found: rows.flatMap(({ key, body }) => (body === null ? [] : [{ key, body }])) };
}

/** Each only if it is still what was read: the key may have run again since. */
export async function replaceAnswers(
  pool: Pool,
  merchantId: string,
  answers: readonly (Answer & { readonly redacted: string })[],
): Promise<void> {
  if (answers.length === 0) return;
  await runStatement(pool, {
    name: 'replace-answers',
    text: `UPDATE idempotency_keys k SET response_body = i.redacted
      FROM unnest($2::text[], $3::text[], $4::text[]) AS i(key, body, redacted)
      WHERE k.merchant_id = $1 AND k.idempotency_key = i.key AND k.response_body = i.body`,
    values: [
      merchantId,
      answers.map(({ key }) => key),
      answers.map(({ body }) => body),
      answers.map(({ redacted }) => redacted),
    ],
  });
}

/** Where a page of evidence ends: an event has up to two parts. */
export interface EvidencePlace {
  readonly eventId: string;
  readonly part: string;
}

/** Looks at the next evidence, by event and part; `last` is null after the last page. */
export async function dropEvidenceAfter(
  pool: Pool,
  { merchantId, named, after, limit }: Page<EvidencePlace>,
): Promise<{ readonly last: EvidencePlace | null; readonly dropped: number }> {
  const [row] = await runStatement<{ last: EvidencePlace | null; seen: number; dropped: number }>(
    pool,
    {
      name: 'drop-evidence-naming-customer',
      text: `WITH page AS MATERIALIZED (
          SELECT event_id, part, strpos(body, $4) > 0 AS named FROM evidence
          WHERE merchant_id = $1 AND (event_id, part) > ($2, $3)
          ORDER BY event_id, part LIMIT $5
        ),
        dropped AS (
          DELETE FROM evidence e USING page
          WHERE e.merchant_id = $1 AND e.event_id = page.event_id AND e.part = page.part AND named
          RETURNING 1
        )
        SELECT (SELECT json_build_object('eventId', event_id, 'part', part) FROM page
            ORDER BY event_id DESC, part DESC LIMIT 1) AS last,
          (SELECT count(*)::int FROM page) AS seen, (SELECT count(*)::int FROM dropped) AS dropped`,
      values: [merchantId, after.eventId, after.part, named, limit],
    },
  );
  return { last: row?.seen === limit ? row.last : null, dropped: row?.dropped ?? 0 };
}
