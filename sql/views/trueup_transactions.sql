-- Why: every transaction with the state and amounts that its steps amount to.
CREATE OR REPLACE VIEW trueup.transactions AS
SELECT g.source,
       t.transaction_id,
       t.card_id,
       t.account_id,
       t.kind,
       t.state,
       t.currency,
       t.authorized,
       t.held,
       t.cleared,
       t.reversed,
       t.refunded,
       t.merchant,
       t.mcc,
       t.created_at,
       t.updated_at,
       t.steps::jsonb AS steps,
       t.original_id,
       (SELECT jsonb_agg(jsonb_build_object('transaction_id', r.transaction_id, 'kind', r.kind,
                   'state', r.state, 'currency', r.currency, 'cleared', r.cleared::text,
                   'refunded', r.refunded::text)
               ORDER BY r.created_at, r.transaction_id)
        FROM projection.transaction r
        WHERE r.source_id = t.source_id AND r.generation = t.generation
          AND r.original_id = t.transaction_id) AS related,
       jsonb_path_query_first(t.steps::jsonb, '$[*].rate') #>> '{}' AS rate,
       jsonb_path_query_first(t.steps::jsonb, '$[*].counterparty_account_id') #>> '{}'
           AS counterparty_account_id
FROM projection.selected g
JOIN projection.transaction t ON t.source_id = g.source_id AND t.generation = g.generation;
GRANT SELECT ON trueup.transactions TO trueup_reader;

COMMENT ON VIEW trueup.transactions IS 'Every transaction that an event named; derived from the set of its steps, in whatever order they came.';
COMMENT ON COLUMN trueup.transactions.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.transactions.transaction_id IS 'The provider''s id of the transaction.';
COMMENT ON COLUMN trueup.transactions.card_id IS 'Card that it was made with, where named.';
COMMENT ON COLUMN trueup.transactions.account_id IS 'Account that it moved, where named.';
COMMENT ON COLUMN trueup.transactions.kind IS 'payment, refund, charge, load, unload, transfer, conversion, adjustment or wallet; null while only referenced.';
COMMENT ON COLUMN trueup.transactions.state IS 'referenced, pending, authorized, partially_cleared, cleared, reversed, expired, declined, failed, cancelled or refunded.';
COMMENT ON COLUMN trueup.transactions.currency IS 'Currency of the amounts.';
COMMENT ON COLUMN trueup.transactions.authorized IS 'Amount authorized, increments included, in major units.';
COMMENT ON COLUMN trueup.transactions.held IS 'Amount still held.';
COMMENT ON COLUMN trueup.transactions.cleared IS 'Amount cleared.';
COMMENT ON COLUMN trueup.transactions.reversed IS 'Amount of the authorization that was reversed.';
COMMENT ON COLUMN trueup.transactions.refunded IS 'Amount refunded.';
COMMENT ON COLUMN trueup.transactions.merchant IS 'Merchant name as stated.';
COMMENT ON COLUMN trueup.transactions.mcc IS 'Merchant category code as stated.';
COMMENT ON COLUMN trueup.transactions.created_at IS 'Earliest stated time of its steps and references.';
COMMENT ON COLUMN trueup.transactions.updated_at IS 'Latest stated time of its steps and references.';
COMMENT ON COLUMN trueup.transactions.steps IS 'The steps as a JSON array in canonical order, each with its event and position.';
COMMENT ON COLUMN trueup.transactions.original_id IS 'The transaction that this one refunds, clears or reverses under an id of its own: as an operator linked it, else as stated.';
COMMENT ON COLUMN trueup.transactions.related IS 'Transactions that name this one as their original, such as its refunds, as a JSON array; null when there is none.';
COMMENT ON COLUMN trueup.transactions.rate IS 'Rate of a conversion as stated, as text.';
COMMENT ON COLUMN trueup.transactions.counterparty_account_id IS 'The other side of a transfer or conversion; of an adjustment the house account.';
