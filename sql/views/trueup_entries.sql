-- Why: the double entries that hold now.
CREATE OR REPLACE VIEW trueup.entries AS
SELECT e.entry_id,
       g.source,
       e.transaction_id,
       e.account_id,
       e.layer,
       e.amount,
       e.currency,
       e.effective_at,
       e.effective_source,
       e.position,
       e.step
FROM projection.selected g
JOIN projection.entry e ON e.source_id = g.source_id AND e.generation = g.generation
WHERE e.known_until IS NULL;
GRANT SELECT ON trueup.entries TO trueup_reader;

COMMENT ON VIEW trueup.entries IS 'The open entries: signed legs that sum to zero per transaction, layer and currency.';
COMMENT ON COLUMN trueup.entries.entry_id IS 'Digest of source, transaction, causing event and leg: the same log gives the same id.';
COMMENT ON COLUMN trueup.entries.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.entries.transaction_id IS 'Transaction that the entry books; @opening/… for opening balances.';
COMMENT ON COLUMN trueup.entries.account_id IS 'Account, card or house account.';
COMMENT ON COLUMN trueup.entries.layer IS 'pending (holds) or posted (money that moved).';
COMMENT ON COLUMN trueup.entries.amount IS 'Signed amount in major units, from the holder''s view.';
COMMENT ON COLUMN trueup.entries.currency IS 'Currency or asset code.';
COMMENT ON COLUMN trueup.entries.effective_at IS 'The provider''s time; our receipt where it states none.';
COMMENT ON COLUMN trueup.entries.effective_source IS 'stated or receipt.';
COMMENT ON COLUMN trueup.entries.position IS 'Position of the event that causes the entry.';
COMMENT ON COLUMN trueup.entries.step IS 'Kind of the step that causes it, or opening.';
