-- Why: the balances: what the books hold, and what the provider last reported.
CREATE OR REPLACE VIEW trueup.accounts AS
SELECT g.source,
       a.account_id,
       a.kind,
       a.currency,
       a.posted,
       a.pending,
       a.available,
       a.reported_balance,
       a.reported_available,
       a.reported_at,
       a.drift,
       a.entry_count,
       a.last_event_at
FROM projection.selected g
JOIN projection.account a ON a.source_id = g.source_id AND a.generation = g.generation;
GRANT SELECT ON trueup.accounts TO trueup_reader;

COMMENT ON VIEW trueup.accounts IS 'One row per account and currency: cards and accounts of the provider, and the house accounts (@network, @funding, …) that balance them.';
COMMENT ON COLUMN trueup.accounts.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.accounts.account_id IS 'The provider''s id of the account or card, or a house account.';
COMMENT ON COLUMN trueup.accounts.kind IS 'card, account, network, funding, fees, exchange or external.';
COMMENT ON COLUMN trueup.accounts.currency IS 'Currency or asset code.';
COMMENT ON COLUMN trueup.accounts.posted IS 'Money that moved, in major units, from the holder''s view.';
COMMENT ON COLUMN trueup.accounts.pending IS 'Holds, in major units; negative where money is held.';
COMMENT ON COLUMN trueup.accounts.available IS 'Posted money less holds; pending credits never count.';
COMMENT ON COLUMN trueup.accounts.reported_balance IS 'Total balance in the provider''s latest report, where it reports one.';
COMMENT ON COLUMN trueup.accounts.reported_available IS 'Available balance in the provider''s latest report, where it reports one.';
COMMENT ON COLUMN trueup.accounts.reported_at IS 'The time that the latest report speaks of.';
COMMENT ON COLUMN trueup.accounts.drift IS 'Latest report less what the books held at its time; zero when they agree, null without a report.';
COMMENT ON COLUMN trueup.accounts.entry_count IS 'Number of open entries.';
COMMENT ON COLUMN trueup.accounts.last_event_at IS 'Latest stated time of any event that changed the account.';
