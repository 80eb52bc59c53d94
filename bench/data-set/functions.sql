-- What everything of the data set is made of. Each value follows from the number of its event or
-- key and a salt: no random number is drawn, so that any part can be made by any session.

CREATE SCHEMA bench;

CREATE TABLE bench.merchants (
  merchant_id uuid PRIMARY KEY,
  number      integer NOT NULL,
  events      bigint NOT NULL
);

CREATE TABLE bench.span (
  begins_at timestamptz NOT NULL,
  days      integer NOT NULL
);

-- A number in [0, 1).
CREATE FUNCTION bench.unit(of bigint, salt integer) RETURNS float8 LANGUAGE sql IMMUTABLE
RETURN (hashint8extended(of, salt) & 1073741823) / 1073741824.0::float8;

-- One of many, the first ones far more often than the last.
CREATE FUNCTION bench.skewed(of bigint, salt integer, count bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE
RETURN floor(count * bench.unit(of, salt) ^ 3)::bigint;

-- Events come by day and by night, three times as many at noon.
CREATE FUNCTION bench.time_of(event bigint, events bigint, begins_at timestamptz, days integer)
RETURNS timestamptz LANGUAGE sql STABLE
RETURN begins_at + days * interval '1 day'
  * (event::float8 / (events + 1)
    - 0.5 * sin(2 * pi() * days * event::float8 / (events + 1)) / (2 * pi() * days));

-- A UUIDv7 of a time and a hash.
CREATE FUNCTION bench.uuid_of(at timestamptz, hash text) RETURNS uuid LANGUAGE sql IMMUTABLE
RETURN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
  || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid;

CREATE FUNCTION bench.hex_of(id uuid) RETURNS text LANGUAGE sql IMMUTABLE
RETURN replace(id::text, '-', '');

-- As lib/history/keys/key-id.ts makes it.
CREATE FUNCTION bench.key_id(merchant_id uuid, idempotency_key text) RETURNS uuid
LANGUAGE sql IMMUTABLE
RETURN (SELECT (substr(h, 1, 12) || '8' || substr(h, 14, 3)
    || translate(substr(h, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab') || substr(h, 18, 15))::uuid
  FROM encode(sha256(convert_to(merchant_id::text || E'\n' || idempotency_key, 'UTF8')), 'hex') AS h);

-- As lib/history/traffic/latency.ts counts it.
CREATE FUNCTION bench.latency_bucket(microseconds bigint) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN CASE WHEN microseconds <= 32 THEN 0
  ELSE LEAST(ceil(2 * ln(microseconds / 32.0::float8) / ln(2.0::float8))::integer, 40) END;

-- As lib/history/traffic/latency.ts finds them.
CREATE FUNCTION bench.latency_ms(counts integer[]) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  total float8 := (SELECT sum(count) FROM unnest(counts) AS count);
  place integer := 1;
  before float8 := 0;
  found text[] := '{}';
  share float8;
BEGIN
  IF total IS NULL THEN
    RETURN '{"p50":null,"p95":null,"p99":null}';
  END IF;
  FOREACH share IN ARRAY ARRAY[0.5, 0.95, 0.99] LOOP
    WHILE before + counts[place] < share * total LOOP
      before := before + counts[place];
      place := place + 1;
    END LOOP;
    found := found || (floor(32 * power(2::float8, (place - 2 + (share * total - before) / counts[place]) / 2)
      + 0.5) / 1000)::text;
  END LOOP;
  RETURN format('{"p50":%s,"p95":%s,"p99":%s}', VARIADIC found);
END $$;

-- As lib/history/traffic/present-traffic.ts makes it.
CREATE FUNCTION bench.shown_traffic(of traffic) RETURNS text LANGUAGE sql IMMUTABLE
RETURN (
  SELECT format('{"attempts":%s,"outcomes":%s,"amounts":%s,"prevented":%s,"latency_ms":%s,"first_seq":%s,"last_seq":%s}',
    (SELECT COALESCE(sum(attempts::bigint), 0) FROM json_each_text(of.outcomes) AS o(outcome, attempts)
      WHERE outcome <> 'response_undelivered'),
    replace(of.outcomes::text, ' ', ''), translate(regexp_replace(of.amounts::text, ': "(\d+)"', ':\1', 'g'), ' ', ''),
    translate(regexp_replace(of.prevented::text, ': "(\d+)"', ':\1', 'g'), ' ', ''),
    bench.latency_ms(of.latency), of.first_seq, of.last_seq));
