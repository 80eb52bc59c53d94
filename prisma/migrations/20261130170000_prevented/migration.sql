-- What duplicates that were not executed again were worth: {currency: minor units}, of payments
-- (lib/history/traffic/fold-traffic.ts). What the log holds already is counted here.
ALTER TABLE traffic ADD COLUMN prevented json NOT NULL DEFAULT '{}';

UPDATE traffic t SET prevented = counted.prevented FROM (
  SELECT merchant_id, grain, bucket, json_object_agg(currency, amount::text ORDER BY currency) AS prevented
  FROM (
    SELECT owner AS merchant_id, grain, date_trunc(grain, occurred_at, 'UTC') AS bucket, currency,
      sum(amount) AS amount
    FROM events,
      LATERAL (VALUES (merchant_id), ('ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)) AS each(owner),
      LATERAL (VALUES ('minute'), ('hour')) AS of(grain)
    WHERE kind = 'attempt' AND outcome IN ('replayed', 'in_progress_conflict')
      AND operation = 'payments' AND amount IS NOT NULL AND currency <> ''
    GROUP BY 1, 2, 3, 4
  ) AS sums GROUP BY 1, 2, 3
) AS counted
WHERE t.merchant_id = counted.merchant_id AND t.grain = counted.grain AND t.bucket = counted.bucket;
