-- Attempts by minute and hour, of each merchant and of all together.
WITH placed AS NOT MATERIALIZED (
  SELECT owner AS merchant_id, grain, date_trunc(grain, bucket, 'UTC') AS bucket, outcome, currency,
    prevented, latency, attempts, amount, first_seq, last_seq
  FROM bench.minutes,
    LATERAL (VALUES (merchant_id), ('ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)) AS each(owner),
    LATERAL (VALUES ('minute'), ('hour')) AS of(grain)
), outcomes AS (
  SELECT merchant_id, grain, bucket, json_object_agg(outcome, attempts ORDER BY outcome) AS outcomes,
    min(first_seq) AS first_seq, max(last_seq) AS last_seq
  FROM (SELECT merchant_id, grain, bucket, outcome, sum(attempts) AS attempts,
      min(first_seq) AS first_seq, max(last_seq) AS last_seq
    FROM placed WHERE outcome IS NOT NULL GROUP BY 1, 2, 3, 4) AS o
  GROUP BY 1, 2, 3
), amounts AS (
  SELECT merchant_id, grain, bucket, json_object_agg(currency, amount::text ORDER BY currency) AS amounts
  FROM (SELECT merchant_id, grain, bucket, currency, sum(amount) AS amount
    FROM placed WHERE currency IS NOT NULL GROUP BY 1, 2, 3, 4) AS a
  GROUP BY 1, 2, 3
), prevented AS (
  SELECT merchant_id, grain, bucket,
    json_object_agg(prevented, amount::text ORDER BY prevented) AS prevented
  FROM (SELECT merchant_id, grain, bucket, prevented, sum(amount) AS amount
    FROM placed WHERE prevented IS NOT NULL GROUP BY 1, 2, 3, 4) AS p
  GROUP BY 1, 2, 3
), latencies AS (
  SELECT merchant_id, grain, bucket, array_agg(latency) AS places, array_agg(attempts) AS attempts
  FROM (SELECT merchant_id, grain, bucket, latency, sum(attempts)::integer AS attempts
    FROM placed WHERE latency IS NOT NULL GROUP BY 1, 2, 3, 4) AS l
  GROUP BY 1, 2, 3
)
INSERT INTO traffic (merchant_id, grain, bucket, outcomes, amounts, prevented, latency, first_seq,
  last_seq)
SELECT merchant_id, grain, bucket, outcomes, COALESCE(amounts, '{}'),
  COALESCE(prevented, '{}'),
  ARRAY(SELECT COALESCE(attempts[array_position(places, place)], 0)
    FROM generate_series(0, (SELECT max(last) FROM unnest(places) AS last)) AS place ORDER BY place),
  first_seq, last_seq
FROM outcomes LEFT JOIN amounts USING (merchant_id, grain, bucket)
  LEFT JOIN prevented USING (merchant_id, grain, bucket)
  LEFT JOIN latencies USING (merchant_id, grain, bucket);

UPDATE traffic SET shown = bench.shown_traffic(traffic);
