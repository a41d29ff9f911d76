-- Why: the tables that the projector folds the log into; a pure function of log, settings and code.
--
-- Every table starts with (source_id, generation): workers own whole sources, and a re-projection
-- builds the next generation beside the active one. Entity tables are partitioned by generation,
-- so that an old generation is dropped without a DELETE.

CREATE SCHEMA projection;
GRANT USAGE ON SCHEMA projection TO trueup_service;

-- One row per source and generation: how far it is folded, with which settings, and who owns it.
CREATE TABLE projection.generation (
    source_id        int         NOT NULL REFERENCES log.source (source_id),
    generation       int         NOT NULL CHECK (generation > 0),
    name             text        NOT NULL,
    state            text        NOT NULL CHECK (state IN ('building', 'active', 'retired')),
    checkpoint       bigint      NOT NULL DEFAULT 0,
    -- Every deadline up to this time has been judged.
    judged_until     timestamptz,
    -- Numbers the transitions of findings, in the order of judgement.
    transitions      bigint      NOT NULL DEFAULT 0,
    settings         jsonb       NOT NULL,
    settings_digest  bytea       NOT NULL,
    build            text        NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The lease: a commit names its epoch, so that an owner that lost it fails instead of corrupting.
    owner            text,
    epoch            bigint      NOT NULL DEFAULT 0,
    lease_until      timestamptz,
    PRIMARY KEY (source_id, generation)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX generation_name ON projection.generation (source_id, name);

-- The switch of a re-projection is an UPDATE of this row, never DDL.
CREATE TABLE projection.active (
    source_id   int NOT NULL,
    generation  int NOT NULL,
    PRIMARY KEY (source_id),
    FOREIGN KEY (source_id, generation) REFERENCES projection.generation (source_id, generation)
);

-- JSON paths that the views mask, from the configuration; written by the service.
CREATE TABLE projection.masked_path (
    source_id  int    NOT NULL REFERENCES log.source (source_id),
    path       text[] NOT NULL,
    PRIMARY KEY (source_id, path)
);

CREATE TABLE projection.transaction (
    source_id       int         NOT NULL,
    generation      int         NOT NULL,
    transaction_id  text        NOT NULL,
    state           text        NOT NULL,
    kind            text,
    currency        text,
    authorized      numeric     NOT NULL,
    held            numeric     NOT NULL,
    cleared         numeric     NOT NULL,
    reversed        numeric     NOT NULL,
    refunded        numeric     NOT NULL,
    card_id         text,
    account_id      text,
    merchant        text,
    mcc             text,
    created_at      timestamptz,
    updated_at      timestamptz,
    -- The set of steps and references that everything else in the row is derived from.
    steps           jsonb       NOT NULL,
    mentions        jsonb       NOT NULL,
    PRIMARY KEY (source_id, generation, transaction_id)
) PARTITION BY LIST (generation);

CREATE TABLE projection.card (
    source_id             int         NOT NULL,
    generation            int         NOT NULL,
    card_id               text        NOT NULL,
    account_id            text,
    status                text,
    last4                 text,
    expiry                text,
    holder_id             text,
    currency              text,
    spend_limit           numeric,
    opened_at             timestamptz,
    closed_at             timestamptz,
    last_event_at         timestamptz,
    -- Every field with the stamp that decided it.
    fields                jsonb       NOT NULL,
    PRIMARY KEY (source_id, generation, card_id)
) PARTITION BY LIST (generation);

CREATE TABLE projection.account (
    source_id           int         NOT NULL,
    generation          int         NOT NULL,
    account_id          text        NOT NULL,
    currency            text        NOT NULL,
    kind                text        NOT NULL,
    posted              numeric     NOT NULL,
    pending             numeric     NOT NULL,
    available           numeric     NOT NULL,
    entry_count         bigint      NOT NULL,
    opening             numeric,
    reported_balance    numeric,
    reported_available  numeric,
    reported_at         timestamptz,
    drift               numeric,
    last_event_at       timestamptz,
    PRIMARY KEY (source_id, generation, account_id, currency)
) PARTITION BY LIST (generation);

CREATE TABLE projection.report (
    source_id    int         NOT NULL,
    generation   int         NOT NULL,
    account_id   text        NOT NULL,
    currency     text        NOT NULL,
    as_of        timestamptz NOT NULL,
    event_id     text        NOT NULL,
    ordinal      int         NOT NULL,
    total        numeric,
    available    numeric,
    account_kind text        NOT NULL CHECK (account_kind IN ('card', 'account')),
    received_at  timestamptz NOT NULL,
    position     bigint      NOT NULL,
    PRIMARY KEY (source_id, generation, account_id, currency, as_of, event_id, ordinal)
) PARTITION BY LIST (generation);

-- A later event that changes a booking closes the row (known_until) and inserts its successor.
CREATE TABLE projection.entry (
    source_id         int         NOT NULL,
    generation        int         NOT NULL,
    entry_id          uuid        NOT NULL,
    known_from        bigint      NOT NULL,
    known_until       bigint,
    transaction_id    text        NOT NULL,
    account_id        text        NOT NULL,
    currency          text        NOT NULL,
    account_kind      text        NOT NULL,
    layer             text        NOT NULL CHECK (layer IN ('pending', 'posted')),
    amount            numeric     NOT NULL,
    available         numeric     NOT NULL,
    effective_at      timestamptz NOT NULL,
    effective_source  text        NOT NULL CHECK (effective_source IN ('stated', 'receipt')),
    step              text        NOT NULL,
    event_id          text        NOT NULL,
    ordinal           int         NOT NULL,
    leg               int         NOT NULL,
    position          bigint      NOT NULL,
    PRIMARY KEY (source_id, generation, entry_id, known_from)
) PARTITION BY LIST (generation);
CREATE INDEX entry_transaction ON projection.entry (source_id, generation, transaction_id);
-- The last: in a young table without statistics all three look equally good for the open entries of
-- an account, and the planner takes the newest.
CREATE INDEX entry_account ON projection.entry
    (source_id, generation, account_id, currency, effective_at) WHERE known_until IS NULL;

CREATE TABLE projection.activity (
    source_id   int         NOT NULL,
    generation  int         NOT NULL,
    position    bigint      NOT NULL,
    ordinal     int         NOT NULL,
    at          timestamptz NOT NULL,
    kind        text        NOT NULL,
    subject     text,
    summary     text        NOT NULL,
    PRIMARY KEY (source_id, generation, position, ordinal)
) PARTITION BY LIST (generation);
CREATE INDEX activity_subject ON projection.activity (source_id, generation, subject);

-- Positions that were not decoded or not folded: every other position up to the checkpoint was.
CREATE TABLE projection.quarantine (
    source_id    int         NOT NULL,
    generation   int         NOT NULL,
    position     bigint      NOT NULL,
    received_at  timestamptz NOT NULL,
    reason       text        NOT NULL,
    status       text        NOT NULL CHECK (status IN ('open', 'folded')),
    PRIMARY KEY (source_id, generation, position)
) PARTITION BY LIST (generation);

-- The greatest stated time of each stream, for the rule that judges the order of arrival.
CREATE TABLE projection.stream (
    source_id    int         NOT NULL,
    generation   int         NOT NULL,
    stream_kind  text        NOT NULL,
    stream_id    text        NOT NULL,
    created_at   timestamptz NOT NULL,
    position     bigint      NOT NULL,
    PRIMARY KEY (source_id, generation, stream_kind, stream_id)
) PARTITION BY LIST (generation);

CREATE TABLE projection.finding (
    source_id      int         NOT NULL,
    generation     int         NOT NULL,
    finding_id     uuid        NOT NULL,
    rule           text        NOT NULL,
    severity       text        NOT NULL CHECK (severity IN ('info', 'warning', 'error', 'critical')),
    status         text        NOT NULL
        CHECK (status IN ('open', 'acknowledged', 'resolved', 'dismissed')),
    subject_kind   text        NOT NULL,
    subject_id     text        NOT NULL,
    discriminator  text        NOT NULL,
    summary        text        NOT NULL,
    amount         numeric,
    currency       text,
    evidence       jsonb       NOT NULL,
    occurrences    bigint      NOT NULL,
    detected_at    timestamptz NOT NULL,
    created_at     timestamptz,
    resolved_at    timestamptz,
    -- A person resolved it: that holds until amount or evidence changes.
    resolved_by_operator boolean NOT NULL,
    PRIMARY KEY (source_id, generation, finding_id)
) PARTITION BY LIST (generation);
CREATE INDEX finding_subject ON projection.finding
    (source_id, generation, subject_kind, subject_id, rule);

CREATE TABLE projection.finding_history (
    source_id    int         NOT NULL,
    generation   int         NOT NULL,
    transition   bigint      NOT NULL,
    finding_id   uuid        NOT NULL,
    at           timestamptz NOT NULL,
    from_status  text,
    to_status    text        NOT NULL,
    actor        text        NOT NULL,
    reason       text        NOT NULL,
    position     bigint,
    PRIMARY KEY (source_id, generation, transition)
) PARTITION BY LIST (generation);
CREATE INDEX finding_history_finding ON projection.finding_history
    (source_id, generation, finding_id);

-- When time alone can change a judgement.
CREATE TABLE projection.deadline (
    source_id     int         NOT NULL,
    generation    int         NOT NULL,
    rule          text        NOT NULL,
    subject_kind  text        NOT NULL,
    subject_id    text        NOT NULL,
    discriminator text        NOT NULL,
    due_at        timestamptz NOT NULL,
    PRIMARY KEY (source_id, generation, subject_kind, subject_id, rule, discriminator)
) PARTITION BY LIST (generation);
CREATE INDEX deadline_due ON projection.deadline (source_id, generation, due_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON
    projection.generation, projection.active, projection.masked_path, projection.transaction,
    projection.card, projection.account, projection.report, projection.entry, projection.activity,
    projection.quarantine, projection.stream, projection.finding, projection.finding_history,
    projection.deadline
TO trueup_service;
