-- Why: what an account holds in all: the books keep money under the id that each event named, and
-- a card may be linked to its account only later. The link is an alias: here it is followed.
CREATE OR REPLACE VIEW trueup.account_balances AS
SELECT b.source,
       coalesce(c.account_id, b.account_id) AS account_id,
       b.currency,
       sum(b.posted) AS posted,
       sum(b.pending) AS pending,
       sum(b.available) AS available,
       array_agg(b.account_id ORDER BY b.account_id)
           FILTER (WHERE b.account_id <> coalesce(c.account_id, b.account_id)) AS card_ids,
       max(b.reported_balance)
           FILTER (WHERE b.account_id = coalesce(c.account_id, b.account_id)) AS reported_balance,
       max(b.reported_available)
           FILTER (WHERE b.account_id = coalesce(c.account_id, b.account_id))
           AS reported_available,
       max(b.reported_at)
           FILTER (WHERE b.account_id = coalesce(c.account_id, b.account_id)) AS reported_at,
       sum(b.entry_count)::bigint AS entry_count,
       max(b.last_event_at) AS last_event_at
FROM trueup.accounts b
LEFT JOIN trueup.cards c ON c.source = b.source AND c.card_id = b.account_id
WHERE b.kind IN ('card', 'account')
GROUP BY b.source, coalesce(c.account_id, b.account_id), b.currency;
GRANT SELECT ON trueup.account_balances TO trueup_reader;

COMMENT ON VIEW trueup.account_balances IS 'One row per account of the provider and currency, with the money of the cards that are linked to it; a card without a link stands for itself.';
COMMENT ON COLUMN trueup.account_balances.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.account_balances.account_id IS 'The provider''s id of the account, or of a card that no event links to an account.';
COMMENT ON COLUMN trueup.account_balances.currency IS 'Currency or asset code.';
COMMENT ON COLUMN trueup.account_balances.posted IS 'Money that moved on the account and its cards, in major units, from the holder''s view.';
COMMENT ON COLUMN trueup.account_balances.pending IS 'Holds on the account and its cards; negative where money is held.';
COMMENT ON COLUMN trueup.account_balances.available IS 'Posted money less holds; pending credits never count.';
COMMENT ON COLUMN trueup.account_balances.card_ids IS 'Linked cards under whose own ids some of the money is booked; null when all of it is under the account''s.';
COMMENT ON COLUMN trueup.account_balances.reported_balance IS 'Total balance in the provider''s latest report of the account itself, where it reports one.';
COMMENT ON COLUMN trueup.account_balances.reported_available IS 'Available balance in the provider''s latest report of the account itself, where it reports one.';
COMMENT ON COLUMN trueup.account_balances.reported_at IS 'The time that the latest report of the account itself speaks of.';
COMMENT ON COLUMN trueup.account_balances.entry_count IS 'Number of open entries.';
COMMENT ON COLUMN trueup.account_balances.last_event_at IS 'Latest stated time of any event that changed the account or its cards.';
