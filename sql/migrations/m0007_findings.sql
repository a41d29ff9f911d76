-- Why: every disagreement, what became of it, and when time alone can bring one.

CREATE TABLE projection.finding (
    source_id             int NOT NULL,
    generation            int NOT NULL,
    finding_id            uuid NOT NULL,
    rule                  text COLLATE "C" NOT NULL,
    severity              text NOT NULL CHECK (severity IN ('info', 'warning', 'error', 'critical')),
    status                text NOT NULL
        CHECK (status IN ('open', 'acknowledged', 'resolved', 'dismissed')),
    subject_kind          text COLLATE "C" NOT NULL,
    subject_id            text COLLATE "C" NOT NULL,
    discriminator         text NOT NULL,
    summary               text NOT NULL,
    amount                numeric,
    currency              text,
    evidence              jsonb NOT NULL,
    occurrences           bigint NOT NULL,
    detected_at           timestamptz NOT NULL,
    created_at            timestamptz,
    resolved_at           timestamptz,
    -- A person resolved it: that holds until amount or evidence changes.
    resolved_by_operator  boolean NOT NULL,
    PRIMARY KEY (source_id, generation, finding_id)
) PARTITION BY LIST (generation);
CREATE INDEX finding_subject ON projection.finding
    (source_id, generation, subject_kind, subject_id, rule);

CREATE TABLE projection.finding_history (
    source_id    int NOT NULL,
    generation   int NOT NULL,
    transition   bigint NOT NULL,
    finding_id   uuid NOT NULL,
    at           timestamptz NOT NULL,
    from_status  text,
    to_status    text NOT NULL,
    actor        text NOT NULL,
    reason       text NOT NULL,
    position     bigint,
    PRIMARY KEY (source_id, generation, transition)
) PARTITION BY LIST (generation);
CREATE INDEX finding_history_finding ON projection.finding_history
    (source_id, generation, finding_id);

-- When time alone can change a judgement.
CREATE TABLE projection.deadline (
    source_id      int NOT NULL,
    generation     int NOT NULL,
    rule           text COLLATE "C" NOT NULL,
    subject_kind   text COLLATE "C" NOT NULL,
    subject_id     text COLLATE "C" NOT NULL,
    discriminator  text COLLATE "C" NOT NULL,
    due_at         timestamptz NOT NULL,
    PRIMARY KEY (source_id, generation, subject_kind, subject_id, rule, discriminator)
) PARTITION BY LIST (generation);
CREATE INDEX deadline_due ON projection.deadline (source_id, generation, due_at);

-- The greatest stated time of each stream, for the rule that judges the order of arrival.
CREATE TABLE projection.stream (
    source_id    int NOT NULL,
    generation   int NOT NULL,
    stream_kind  text COLLATE "C" NOT NULL,
    stream_id    text COLLATE "C" NOT NULL,
    created_at   timestamptz NOT NULL,
    position     bigint NOT NULL,
    PRIMARY KEY (source_id, generation, stream_kind, stream_id)
) PARTITION BY LIST (generation);

GRANT SELECT, INSERT, UPDATE, DELETE ON
    projection.finding, projection.finding_history, projection.deadline, projection.stream
TO trueup_service;
