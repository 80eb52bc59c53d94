-- What few keys are: found at once however many others there are. A key that is like others costs
-- none of these anything.
CREATE INDEX key_history_conflicts_first ON key_history (merchant_id, first_seq) WHERE conflicts > 0;
CREATE INDEX key_history_undelivered_first ON key_history (merchant_id, first_seq)
  WHERE undelivered > 0;
CREATE INDEX key_history_unused_first ON key_history (merchant_id, first_seq)
  WHERE generation = 0 AND in_progress_conflicts = 0;
CREATE INDEX key_history_in_progress_first ON key_history (merchant_id, first_seq)
  WHERE generation = 0 AND in_progress_conflicts > 0;
