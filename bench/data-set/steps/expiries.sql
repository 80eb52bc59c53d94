-- When keys expire, by hour and by block.
INSERT INTO expiry_hours (merchant_id, hour, keys)
SELECT merchant_id, date_trunc('hour', occurred_at + interval '24 hours', 'UTC'), count(*)
FROM events WHERE outcome IN ('executed', 'reused_after_expiry') GROUP BY 1, 2;
INSERT INTO key_blocks (merchant_id, block, first_expires_at, last_expires_at)
SELECT merchant_id, (first_seq - 1) / 2048, date_trunc('second', min(expires_at)),
  date_trunc('second', max(expires_at))
FROM key_history WHERE expires_at IS NOT NULL GROUP BY 1, 2;
