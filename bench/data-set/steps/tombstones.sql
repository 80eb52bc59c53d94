-- What is left of keys that have expired.
INSERT INTO key_tombstones (merchant_id, key_hash, generation, expired_at)
SELECT merchant_id, sha256(convert_to(idempotency_key, 'UTF8')), generation, expires_at
FROM key_history
WHERE generation > 0 AND expires_at <= (SELECT begins_at + days * interval '1 day' FROM bench.span);
