-- Attempts of each minute, by all that traffic is counted by.
CREATE TABLE bench.minutes AS
SELECT merchant_id, date_trunc('minute', occurred_at, 'UTC') AS bucket, outcome, currency,
  bench.latency_bucket(latency_us) AS latency, count(*) AS attempts,
  sum(amount) FILTER (WHERE outcome IN ('executed', 'reused_after_expiry')
    AND operation = 'payments') AS amount, min(seq) AS first_seq, max(seq) AS last_seq
FROM events WHERE kind = 'attempt' GROUP BY 1, 2, 3, 4, 5;
