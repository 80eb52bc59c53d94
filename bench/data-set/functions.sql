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
