-- What a person signs in with besides a password. Like the other tables of people they belong to no
-- merchant.

-- An authenticator (RFC 6238). The secret is encrypted with ONCEOVER_SECRET; a code works once.
CREATE TABLE auth_totps (
  user_id      uuid PRIMARY KEY REFERENCES auth_users (id) ON DELETE CASCADE,
  secret       bytea NOT NULL,
  confirmed_at timestamptz(3),
  last_step    bigint NOT NULL DEFAULT 0
);

-- For who has lost it: keyed hashes, each is deleted by its use.
CREATE TABLE auth_recovery_codes (
  user_id   uuid NOT NULL REFERENCES auth_users (id) ON DELETE CASCADE,
  code_hash bytea NOT NULL,
  PRIMARY KEY (user_id, code_hash)
);

-- WebAuthn credentials.
CREATE TABLE auth_passkeys (
  credential_id text PRIMARY KEY,
  user_id       uuid NOT NULL REFERENCES auth_users (id) ON DELETE CASCADE,
  public_key    bytea NOT NULL,
  sign_count    bigint NOT NULL,
  transports    text[] NOT NULL,
  name          text NOT NULL,
  created_at    timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  last_used_at  timestamptz(3)
);
CREATE INDEX auth_passkeys_user ON auth_passkeys (user_id);

-- Challenges that were answered: an answer works once.
CREATE TABLE auth_used_challenges (
  challenge bytea PRIMARY KEY,
  ends_at   timestamptz(3) NOT NULL
);
CREATE INDEX auth_used_challenges_end ON auth_used_challenges (ends_at);

-- A role given here holds until it is changed here; one from the groups of an issuer follows them.
ALTER TABLE auth_grants ADD COLUMN source text NOT NULL DEFAULT 'here'
  CHECK (source IN ('here', 'groups'));
