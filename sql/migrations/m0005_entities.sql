-- Why: what the events say of transactions, cards and accounts.
--
-- Here and in the next migrations every table starts with (source_id, generation): workers own whole
-- sources. The tables are partitioned by generation, so that an old one is dropped without a DELETE.
-- Identifiers compare by their bytes, whatever the collation of the database: the fold orders by
-- them, and an index in the order of a language is slower, and wrong after an upgrade of the
-- system's libraries. What the projector alone writes and reads as a whole (steps, mentions,
-- fields) is text, which need not be taken apart and put together again.

CREATE TABLE projection.transaction (
    source_id       int NOT NULL,
    generation      int NOT NULL,
    transaction_id  text COLLATE "C" NOT NULL,
    state           text NOT NULL,
    kind            text,
    currency        text,
    authorized      numeric NOT NULL,
    held            numeric NOT NULL,
    cleared         numeric NOT NULL,
    reversed        numeric NOT NULL,
    refunded        numeric NOT NULL,
    card_id         text,
    account_id      text,
    merchant        text,
    mcc             text,
    created_at      timestamptz,
    updated_at      timestamptz,
    -- The set of steps and references that everything else in the row is derived from.
    steps           text NOT NULL,
    mentions        text NOT NULL,
    -- The transaction that this one refunds, clears or reverses.
    original_id     text COLLATE "C",
    PRIMARY KEY (source_id, generation, transaction_id)
) PARTITION BY LIST (generation);
CREATE INDEX transaction_original ON projection.transaction
    (source_id, generation, original_id) WHERE original_id IS NOT NULL;

CREATE TABLE projection.card (
    source_id      int NOT NULL,
    generation     int NOT NULL,
    card_id        text COLLATE "C" NOT NULL,
    account_id     text,
    status         text,
    last4          text,
    expiry         text,
    holder_id      text,
    currency       text,
    spend_limit    numeric,
    opened_at      timestamptz,
    closed_at      timestamptz,
    last_event_at  timestamptz,
    -- Every field with the stamp that decided it.
    fields         text NOT NULL,
    PRIMARY KEY (source_id, generation, card_id)
) PARTITION BY LIST (generation);

CREATE TABLE projection.account (
    source_id             int NOT NULL,
    generation            int NOT NULL,
    account_id            text COLLATE "C" NOT NULL,
    currency              text COLLATE "C" NOT NULL,
    kind                  text NOT NULL,
    posted                numeric NOT NULL,
    pending               numeric NOT NULL,
    available             numeric NOT NULL,
    entry_count           bigint NOT NULL,
    opening               numeric,
    reported_balance      numeric,
    reported_available    numeric,
    reported_at           timestamptz,
    drift                 numeric,
    last_event_at         timestamptz,
    -- What cannot be told from an account's latest reports and movements alone.
    opening_until         timestamptz,
    reports               bigint NOT NULL DEFAULT 0,
    reports_of_total      bigint NOT NULL DEFAULT 0,
    reports_of_available  bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (source_id, generation, account_id, currency)
) PARTITION BY LIST (generation);
COMMENT ON COLUMN projection.account.opening_until IS
    'no report or movement from this time on has a say in the opening; null while any has';

CREATE TABLE projection.report (
    source_id     int NOT NULL,
    generation    int NOT NULL,
    account_id    text COLLATE "C" NOT NULL,
    currency      text COLLATE "C" NOT NULL,
    as_of         timestamptz NOT NULL,
    event_id      text COLLATE "C" NOT NULL,
    ordinal       int NOT NULL,
    total         numeric,
    available     numeric,
    account_kind  text NOT NULL CHECK (account_kind IN ('card', 'account')),
    received_at   timestamptz NOT NULL,
    position      bigint NOT NULL,
    PRIMARY KEY (source_id, generation, account_id, currency, as_of, event_id, ordinal)
) PARTITION BY LIST (generation);

GRANT SELECT, INSERT, UPDATE, DELETE ON
    projection.transaction, projection.card, projection.account, projection.report
TO trueup_service;
