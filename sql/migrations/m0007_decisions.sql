-- Why: operators' decisions are events of the log, appended by a role of their own; and a refund or
-- clearing with an id of its own is found from its original.

-- Asks nothing of an administrator here: `trueup migrate` has looked whether the role is there.
GRANT USAGE ON SCHEMA log TO trueup_operator;
-- To name the source that a decision is about.
GRANT SELECT ON log.source TO trueup_operator;
GRANT USAGE ON SCHEMA migration TO trueup_operator;
GRANT SELECT ON migration.applied TO trueup_operator;

-- The transaction that this one refunds, clears or reverses; null in rows that an earlier version
-- folded, until they are folded anew.
ALTER TABLE projection.transaction ADD COLUMN original_id text;
CREATE INDEX transaction_original ON projection.transaction
    (source_id, generation, original_id) WHERE original_id IS NOT NULL;
