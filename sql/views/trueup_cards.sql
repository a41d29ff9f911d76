-- Why: every card that an event named, with the last known value of each field.
CREATE OR REPLACE VIEW trueup.cards AS
SELECT g.source,
       c.card_id,
       c.account_id,
       c.status,
       c.last4,
       c.expiry,
       c.holder_id,
       c.currency,
       c.spend_limit,
       c.opened_at,
       c.closed_at,
       c.last_event_at
FROM projection.selected g
JOIN projection.card c ON c.source_id = g.source_id AND c.generation = g.generation;
GRANT SELECT ON trueup.cards TO trueup_reader;

COMMENT ON VIEW trueup.cards IS 'Every card that an event named; per field the value with the latest stated time.';
COMMENT ON COLUMN trueup.cards.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.cards.card_id IS 'The provider''s id of the card.';
COMMENT ON COLUMN trueup.cards.account_id IS 'Account that the card is linked to, where the provider keeps balances by account.';
COMMENT ON COLUMN trueup.cards.status IS 'The provider''s status word.';
COMMENT ON COLUMN trueup.cards.last4 IS 'Last four digits of the card number.';
COMMENT ON COLUMN trueup.cards.expiry IS 'Expiry as the provider writes it.';
COMMENT ON COLUMN trueup.cards.holder_id IS 'The provider''s id of the cardholder or user.';
COMMENT ON COLUMN trueup.cards.currency IS 'Currency of the card, where stated.';
COMMENT ON COLUMN trueup.cards.spend_limit IS 'Spend limit in major units, where stated.';
COMMENT ON COLUMN trueup.cards.opened_at IS 'Time of the earliest event that announces the card; null when none is known.';
COMMENT ON COLUMN trueup.cards.closed_at IS 'Time of the earliest event that ends the card.';
COMMENT ON COLUMN trueup.cards.last_event_at IS 'Latest stated time of any event that names the card.';
