-- Attempts of each minute, by outcome, by currency and by latency: each row has one of them.
CREATE TABLE bench.minutes AS
SELECT merchant_id, date_trunc('minute', occurred_at, 'UTC') AS bucket, outcome, currency, latency, prevented,
  count(*) AS attempts, sum(amount) AS amount, min(seq) AS first_seq, max(seq) AS last_seq
FROM (
  SELECT merchant_id, occurred_at, outcome, seq,
    CASE WHEN outcome IN ('executed', 'reused_after_expiry') AND operation = 'payments'
      THEN currency END AS currency,
    CASE WHEN outcome IN ('replayed', 'in_progress_conflict') AND operation = 'payments'
      THEN currency END AS prevented,
    amount, bench.latency_bucket(latency_us) AS latency
  FROM events WHERE kind = 'attempt'
) AS attempts
GROUP BY merchant_id, 2, GROUPING SETS (outcome, currency, latency, prevented)
HAVING COALESCE(outcome, currency, latency::text, prevented) IS NOT NULL;
