-- Where values stand in blocks of 2,048 events (lib/history/blocks).
INSERT INTO event_blocks (merchant_id, field, value, block, first_seq, last_seq)
SELECT merchant_id, field, value, block, first_seq, last_seq FROM (
  SELECT merchant_id, block, min(seq) AS first_seq, max(seq) AS last_seq,
    CASE WHEN GROUPING(hour) = 0 THEN 'hour' WHEN GROUPING(outcome) = 0 THEN 'outcome'
      WHEN GROUPING(operation) = 0 THEN 'operation' WHEN GROUPING(http_status) = 0 THEN 'http_status'
      WHEN GROUPING(currency) = 0 THEN 'currency' WHEN GROUPING(client) = 0 THEN 'client'
      WHEN GROUPING(ip) = 0 THEN 'ip' ELSE 'user_agent' END AS field,
    COALESCE(hour, outcome, operation, http_status, currency, client, ip, user_agent) AS value
  FROM (
    SELECT merchant_id, (seq - 1) / 2048 AS block, seq, outcome, operation,
      http_status::text AS http_status, currency, client, ip, user_agent,
      to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24') AS hour
    FROM events
  ) AS e
  GROUP BY merchant_id, block,
    GROUPING SETS (hour, outcome, operation, http_status, currency, client, ip, user_agent)
) AS ranges WHERE value IS NOT NULL;
