-- What a row is shown as (lib/history/traffic/present-traffic.ts), so that a day by minute is not made anew
-- of its counts each time. Null in rows from before: they are shown as before until attempts are added to
-- them, or the read model is rebuilt.
ALTER TABLE traffic ADD COLUMN shown text;
