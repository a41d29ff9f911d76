-- Why: what a fold writes most is written as cheaply as can be.

-- Steps, references and the fields of a card are written and read back as a whole by the projector:
-- as text they need not be taken apart and put together again each time. The view gives the steps
-- as jsonb, as before.
-- A new database has no view yet.
DROP VIEW IF EXISTS trueup.transactions;
DELETE FROM migration.applied WHERE name = 'trueup_transactions';
ALTER TABLE projection.transaction
    ALTER COLUMN steps TYPE text USING steps::text,
    ALTER COLUMN mentions TYPE text USING mentions::text;
ALTER TABLE projection.card ALTER COLUMN fields TYPE text USING fields::text;

-- An entry's id is a digest: an index that begins with it is written all over, and the longer the
-- log, the less of it is in memory. The position from which the entry was known only grows; an
-- entry that is to be closed is found by its transaction.
ALTER TABLE projection.entry DROP CONSTRAINT entry_pkey;
ALTER TABLE projection.entry
    ADD PRIMARY KEY (source_id, generation, known_from, entry_id);
-- What the key begins with now.
DROP INDEX IF EXISTS projection.entry_known_from;

-- Still the last: in a young table without statistics all look equally good for the open entries
-- of an account, and the planner takes the newest.
DROP INDEX projection.entry_account;
CREATE INDEX entry_account ON projection.entry
    (source_id, generation, account_id, currency, effective_at) WHERE known_until IS NULL;
