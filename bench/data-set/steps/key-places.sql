-- The same of what keys have, by their first events.
INSERT INTO event_blocks (merchant_id, field, value, block, first_seq, last_seq)
SELECT merchant_id, field, value, (first_seq - 1) / 2048, min(first_seq), max(first_seq)
FROM key_history,
LATERAL (SELECT sources -> 'kept' -> 0 OFFSET 0) AS of(source),
LATERAL (VALUES ('key_client', source ->> 'client_id'), ('key_ip', source ->> 'ip'),
  ('key_user_agent', source ->> 'user_agent'), ('key_operation', operation),
  ('key_currency', currency),
  ('key_has', CASE WHEN replays > 0 THEN 'replays' END),
  ('key_has', CASE WHEN conflicts > 0 THEN 'conflicts' END),
  ('key_has', CASE WHEN undelivered > 0 THEN 'undelivered' END),
  -- Also of those that are executed since: they were refused first.
  ('key_has', CASE WHEN refusals > 0 THEN 'no_generation' END)) AS place(field, value)
WHERE value IS NOT NULL GROUP BY 1, 2, 3, 4;
