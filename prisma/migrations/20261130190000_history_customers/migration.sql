-- What a complaint names, in the order of the list: its keys are found without their events.
CREATE INDEX key_history_customer ON key_history (merchant_id, customer_reference, first_seq)
  WHERE customer_reference IS NOT NULL;
CREATE INDEX key_history_last4 ON key_history (merchant_id, last4, first_seq)
  WHERE last4 IS NOT NULL;
