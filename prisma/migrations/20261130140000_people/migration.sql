-- People: who signs in, what each may do where, and for how long. Tables of better-auth, in its shape;
-- grants, invitations and throttles are ours. They belong to no merchant (design.md, Scale).

-- Every id becomes a UUID; the first administrator's was a word.
ALTER TABLE auth_accounts DROP CONSTRAINT auth_accounts_user_id_fkey;
UPDATE auth_users SET id = '00000000-0000-7000-8000-000000000002' WHERE id = 'administrator';
UPDATE auth_accounts
  SET id = '00000000-0000-7000-8000-000000000002',
      account_id = '00000000-0000-7000-8000-000000000002',
      user_id = '00000000-0000-7000-8000-000000000002'
  WHERE user_id = 'administrator';
ALTER TABLE auth_users
  ALTER COLUMN id TYPE uuid USING id::uuid,
  ADD COLUMN disabled_at timestamptz(3),
  ADD COLUMN last_seen_at timestamptz(3);
ALTER TABLE auth_accounts
  ALTER COLUMN id TYPE uuid USING id::uuid,
  ALTER COLUMN user_id TYPE uuid USING user_id::uuid,
  ADD FOREIGN KEY (user_id) REFERENCES auth_users (id) ON DELETE CASCADE,
  ADD COLUMN access_token text,
  ADD COLUMN refresh_token text,
  ADD COLUMN id_token text,
  ADD COLUMN access_token_expires_at timestamptz(3),
  ADD COLUMN refresh_token_expires_at timestamptz(3),
  ADD COLUMN scope text;
CREATE UNIQUE INDEX auth_accounts_provider ON auth_accounts (provider_id, account_id);
CREATE INDEX auth_accounts_user ON auth_accounts (user_id);

-- What a person may do: at one merchant, or at all of them (the nil UUID).
CREATE TABLE auth_grants (
  user_id     uuid NOT NULL REFERENCES auth_users (id) ON DELETE CASCADE,
  merchant_id uuid NOT NULL,
  role        text NOT NULL CHECK (role IN ('viewer', 'engineer', 'auditor', 'admin')),
  ends_at     timestamptz(3),
  created_at  timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (user_id, merchant_id)
);
INSERT INTO auth_grants (user_id, merchant_id, role)
  SELECT id, '00000000-0000-0000-0000-000000000000', role FROM auth_users;
ALTER TABLE auth_users DROP COLUMN role;

-- The token is worth nothing without its signature, which only the cookie has. `expires_at` is the
-- idle end and moves; the absolute end counts from `created_at`.
CREATE TABLE auth_sessions (
  id         uuid PRIMARY KEY,
  token      text NOT NULL UNIQUE,
  user_id    uuid NOT NULL REFERENCES auth_users (id) ON DELETE CASCADE,
  expires_at timestamptz(3) NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE INDEX auth_sessions_user ON auth_sessions (user_id);

CREATE TABLE auth_verifications (
  id         uuid PRIMARY KEY,
  identifier text NOT NULL,
  value      text NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE INDEX auth_verifications_identifier ON auth_verifications (identifier);

-- Lets a person choose the first password, once. Only the token's SHA-256 is stored.
CREATE TABLE auth_invitations (
  token_hash bytea PRIMARY KEY,
  user_id    uuid NOT NULL REFERENCES auth_users (id) ON DELETE CASCADE,
  expires_at timestamptz(3) NOT NULL
);
CREATE INDEX auth_invitations_user ON auth_invitations (user_id);

-- Failed sign-ins, counted by a hash of who fails where (lib/access/sign-in/throttle.ts).
CREATE TABLE auth_throttles (
  name     text PRIMARY KEY,
  failures integer NOT NULL,
  ends_at  timestamptz(3) NOT NULL
);
CREATE INDEX auth_throttles_end ON auth_throttles (ends_at);
