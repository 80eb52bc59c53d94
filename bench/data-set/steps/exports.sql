-- Exports of the first merchant, as many as fill a thousand pages.
INSERT INTO exports (merchant_id, export_id, kind, format, filter, state, as_of_size, as_of_at,
  checkpoint, rows_total, rows_done, requested_by, reason, created_at, finished_at, expires_at,
  data_sha256)
SELECT m.merchant_id, bench.uuid_of(made.at, md5('export ' || place)),
  (ARRAY['events', 'access', 'payments', 'keys'])[1 + place % 4],
  (ARRAY['csv', 'jsonl'])[1 + place % 2], json_build_object('currency', 'EUR'), 'ready',
  seq, made.at, E'onceover\n' || seq || E'\n' || encode(sha256(uuid_send(gen_random_uuid())), 'base64')
    || E'\n\n— onceover AAAA\n',
  seq, seq, 'user_' || md5('actor ' || place % 12), 'audit of November, item ' || place % 400,
  made.at, made.at + interval '3 seconds', made.at + interval '10 years',
  encode(sha256(convert_to(place::text, 'UTF8')), 'hex')
FROM bench.merchants m, bench.span, generate_series(1, LEAST(60000, m.events)) AS place,
LATERAL (SELECT place * m.events / 60001 + 1,
  bench.time_of(place * m.events / 60001 + 1, m.events, begins_at, days)) AS made(seq, at)
WHERE m.number = 1;
