-- Why: books as they were known at an earlier time: a generation that ends at a position of the log
-- and is kept under a name of its own, beside the one that follows the log.

ALTER TABLE projection.generation
    -- Folded up to here and no further; null: follows the log.
    ADD COLUMN until_position bigint CHECK (until_position > 0),
    -- Deadlines up to this time are judged at the end, where a time was asked for.
    ADD COLUMN until_time timestamptz,
    DROP CONSTRAINT generation_state_check,
    ADD CONSTRAINT generation_state_check
        CHECK (state IN ('building', 'active', 'retired', 'kept')),
    ADD CONSTRAINT generation_kept_has_an_end
        CHECK (until_position IS NOT NULL OR state <> 'kept'),
    ADD CONSTRAINT generation_active_has_no_end
        CHECK (until_position IS NULL OR state IN ('building', 'kept'));
