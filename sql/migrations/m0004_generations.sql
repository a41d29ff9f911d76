-- Why: the log is folded into generations: one that is active, and others that are built or kept
-- beside it. What they hold is a pure function of log, settings and code, and can be thrown away.

CREATE SCHEMA projection;
GRANT USAGE ON SCHEMA projection TO trueup_service;

-- One row per source and generation: how far it is folded, with which settings, and who owns it.
CREATE TABLE projection.generation (
    source_id        int NOT NULL REFERENCES log.source (source_id),
    generation       int NOT NULL CHECK (generation > 0),
    name             text NOT NULL,
    state            text NOT NULL CHECK (state IN ('building', 'active', 'retired', 'kept')),
    checkpoint       bigint NOT NULL DEFAULT 0,
    -- Every deadline up to this time has been judged.
    judged_until     timestamptz,
    -- Numbers the transitions of findings, in the order of judgement.
    transitions      bigint NOT NULL DEFAULT 0,
    settings         jsonb NOT NULL,
    settings_digest  bytea NOT NULL,
    build            text NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The lease: a commit names its epoch, so that an owner that lost it fails instead of corrupting.
    owner            text,
    epoch            bigint NOT NULL DEFAULT 0,
    lease_until      timestamptz,
    -- Folded up to here and no further: books as they were known then, kept under a name of their
    -- own beside those that follow the log. Null: follows the log.
    until_position   bigint CHECK (until_position > 0),
    -- Deadlines up to this time are judged at the end, where a time was asked for.
    until_time       timestamptz,
    PRIMARY KEY (source_id, generation),
    UNIQUE (source_id, name),
    CONSTRAINT generation_kept_has_an_end
        CHECK (until_position IS NOT NULL OR state <> 'kept'),
    CONSTRAINT generation_active_has_no_end
        CHECK (until_position IS NULL OR state IN ('building', 'kept'))
) WITH (fillfactor = 50);

-- The switch of a re-projection is an UPDATE of this row, never DDL.
CREATE TABLE projection.active (
    source_id   int NOT NULL,
    generation  int NOT NULL,
    PRIMARY KEY (source_id),
    FOREIGN KEY (source_id, generation) REFERENCES projection.generation (source_id, generation)
);

-- JSON paths that the views mask, from the configuration; written by the service.
CREATE TABLE projection.masked_path (
    source_id  int NOT NULL REFERENCES log.source (source_id),
    path       text[] NOT NULL,
    PRIMARY KEY (source_id, path)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON
    projection.generation, projection.active, projection.masked_path
TO trueup_service;
