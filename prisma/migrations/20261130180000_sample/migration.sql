-- A merchant whose history is made up, to try the dashboard on. Only such a one may be removed; the
-- row stays, so that whatever still names it is cleared too (lib/sample/clear-removed.ts).
ALTER TABLE merchants
  ADD COLUMN sample boolean NOT NULL DEFAULT false,
  ADD COLUMN removed_at timestamptz(3),
  ADD CONSTRAINT merchants_removed CHECK (removed_at IS NULL OR sample);
