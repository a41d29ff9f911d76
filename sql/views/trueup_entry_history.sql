-- Why: what was known when: every version of every entry.
CREATE OR REPLACE VIEW trueup.entry_history AS
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
       e.step,
       e.known_from,
       e.known_until
FROM projection.selected g
JOIN projection.entry e ON e.source_id = g.source_id AND e.generation = g.generation;
GRANT SELECT ON trueup.entry_history TO trueup_reader;

COMMENT ON VIEW trueup.entry_history IS 'Every entry that ever was in the books, with the positions between which it was known.';
COMMENT ON COLUMN trueup.entry_history.entry_id IS 'See entries; the same id appears once per version.';
COMMENT ON COLUMN trueup.entry_history.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.entry_history.transaction_id IS 'Transaction that the entry books; @opening/… for opening balances.';
COMMENT ON COLUMN trueup.entry_history.account_id IS 'Account, card or house account.';
COMMENT ON COLUMN trueup.entry_history.layer IS 'pending (holds) or posted (money that moved).';
COMMENT ON COLUMN trueup.entry_history.amount IS 'Signed amount in major units, from the holder''s view.';
COMMENT ON COLUMN trueup.entry_history.currency IS 'Currency or asset code.';
COMMENT ON COLUMN trueup.entry_history.effective_at IS 'The provider''s time; our receipt where it states none.';
COMMENT ON COLUMN trueup.entry_history.effective_source IS 'stated or receipt.';
COMMENT ON COLUMN trueup.entry_history.position IS 'Position of the event that causes the entry.';
COMMENT ON COLUMN trueup.entry_history.step IS 'Kind of the step that causes it, or opening.';
COMMENT ON COLUMN trueup.entry_history.known_from IS 'Position from which this version was in the books.';
COMMENT ON COLUMN trueup.entry_history.known_until IS 'Position at which it left them; null while it holds.';
