-- Why: an account's statement: every open entry with the balance after it.
CREATE OR REPLACE VIEW trueup.running_balances AS
SELECT g.source,
       e.account_id,
       e.currency,
       row_number() OVER statement AS line,
       e.effective_at,
       e.entry_id,
       e.transaction_id,
       e.step,
       e.layer,
       e.amount,
       coalesce(sum(e.amount) FILTER (WHERE e.layer = 'posted') OVER statement, 0 * e.amount) AS posted,
       coalesce(sum(e.amount) FILTER (WHERE e.layer = 'pending') OVER statement, 0 * e.amount) AS pending,
       sum(e.available) OVER statement AS available
FROM projection.selected g
JOIN projection.entry e ON e.source_id = g.source_id AND e.generation = g.generation
WHERE e.known_until IS NULL
-- The order of events at one time is that of the log; of the legs of one event, that of the ledger.
WINDOW statement AS (
    PARTITION BY g.source, e.account_id, e.currency
    ORDER BY e.effective_at, e.position, e.ordinal, e.leg, e.entry_id
    ROWS UNBOUNDED PRECEDING);
GRANT SELECT ON trueup.running_balances TO trueup_reader;

COMMENT ON VIEW trueup.running_balances IS 'The open entries of each account and currency in the order of their effective times, with the balance after each. Ask for one account: the cost is that of all its entries.';
COMMENT ON COLUMN trueup.running_balances.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.running_balances.account_id IS 'Account, card or house account.';
COMMENT ON COLUMN trueup.running_balances.currency IS 'Currency or asset code.';
COMMENT ON COLUMN trueup.running_balances.line IS 'Place in the account''s statement: 1, 2, 3 …; sorts entries of one time, too.';
COMMENT ON COLUMN trueup.running_balances.effective_at IS 'The provider''s time; our receipt where it states none.';
COMMENT ON COLUMN trueup.running_balances.entry_id IS 'The entry: see entries.';
COMMENT ON COLUMN trueup.running_balances.transaction_id IS 'Transaction that the entry books; @opening/… for opening balances.';
COMMENT ON COLUMN trueup.running_balances.step IS 'Kind of the step that causes it, or opening.';
COMMENT ON COLUMN trueup.running_balances.layer IS 'pending (holds) or posted (money that moved).';
COMMENT ON COLUMN trueup.running_balances.amount IS 'Signed amount in major units, from the holder''s view.';
COMMENT ON COLUMN trueup.running_balances.posted IS 'Money that moved up to and with this entry.';
COMMENT ON COLUMN trueup.running_balances.pending IS 'Holds after this entry; negative where money is held.';
COMMENT ON COLUMN trueup.running_balances.available IS 'Available money after this entry: posted less holds, pending credits never count.';
