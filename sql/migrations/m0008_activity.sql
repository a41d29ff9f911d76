-- Why: events without money, and those that were not folded: together with the entries they cover
-- every position up to the checkpoint.

CREATE TABLE projection.activity (
    source_id   int NOT NULL,
    generation  int NOT NULL,
    position    bigint NOT NULL,
    ordinal     int NOT NULL,
    at          timestamptz NOT NULL,
    kind        text NOT NULL,
    subject     text COLLATE "C",
    summary     text NOT NULL,
    PRIMARY KEY (source_id, generation, position, ordinal)
) PARTITION BY LIST (generation);
CREATE INDEX activity_subject ON projection.activity (source_id, generation, subject);

-- Positions that were not decoded or not folded: every other position up to the checkpoint was.
CREATE TABLE projection.quarantine (
    source_id    int NOT NULL,
    generation   int NOT NULL,
    position     bigint NOT NULL,
    received_at  timestamptz NOT NULL,
    reason       text NOT NULL,
    status       text NOT NULL CHECK (status IN ('open', 'folded')),
    PRIMARY KEY (source_id, generation, position)
) PARTITION BY LIST (generation);

GRANT SELECT, INSERT, UPDATE, DELETE ON projection.activity, projection.quarantine
TO trueup_service;
