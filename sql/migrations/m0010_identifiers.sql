-- Why: identifiers compare by their bytes, whatever the collation of the database.
--
-- The fold orders reports of one time by event id, byte for byte. A database that sorts "a" before
-- "B" would name another first report, and with it another opening balance. And an index in the
-- order of a language is slower, and wrong after an upgrade of the system's libraries.

-- A view holds on to the columns that it shows: these come back after the migrations. A view of
-- your own that reads them is named by the error; drop it, migrate, and create it again.
DROP VIEW IF EXISTS trueup.account_balances;
DROP VIEW IF EXISTS trueup.accounts, trueup.activity, trueup.cards, trueup.daily_balances,
    trueup.entries, trueup.entry_history, trueup.finding_history, trueup.findings,
    trueup.running_balances, trueup.transactions;
DELETE FROM migration.applied WHERE name IN (
    'trueup_account_balances', 'trueup_accounts', 'trueup_activity', 'trueup_cards',
    'trueup_daily_balances', 'trueup_entries', 'trueup_entry_history', 'trueup_finding_history',
    'trueup_findings', 'trueup_running_balances', 'trueup_transactions');

-- A transaction's id decides by itself where an entry belongs: compared first, it spares two
-- comparisons at every step down the tree.
DROP INDEX projection.entry_transaction;

ALTER TABLE projection.transaction
    ALTER COLUMN transaction_id TYPE text COLLATE "C",
    ALTER COLUMN original_id TYPE text COLLATE "C";
ALTER TABLE projection.card
    ALTER COLUMN card_id TYPE text COLLATE "C";
ALTER TABLE projection.account
    ALTER COLUMN account_id TYPE text COLLATE "C",
    ALTER COLUMN currency TYPE text COLLATE "C";
ALTER TABLE projection.report
    ALTER COLUMN account_id TYPE text COLLATE "C",
    ALTER COLUMN currency TYPE text COLLATE "C",
    ALTER COLUMN event_id TYPE text COLLATE "C";
ALTER TABLE projection.entry
    ALTER COLUMN transaction_id TYPE text COLLATE "C",
    ALTER COLUMN account_id TYPE text COLLATE "C",
    ALTER COLUMN currency TYPE text COLLATE "C";
ALTER TABLE projection.activity
    ALTER COLUMN subject TYPE text COLLATE "C";
ALTER TABLE projection.stream
    ALTER COLUMN stream_kind TYPE text COLLATE "C",
    ALTER COLUMN stream_id TYPE text COLLATE "C";
ALTER TABLE projection.finding
    ALTER COLUMN rule TYPE text COLLATE "C",
    ALTER COLUMN subject_kind TYPE text COLLATE "C",
    ALTER COLUMN subject_id TYPE text COLLATE "C";
ALTER TABLE projection.deadline
    ALTER COLUMN rule TYPE text COLLATE "C",
    ALTER COLUMN subject_kind TYPE text COLLATE "C",
    ALTER COLUMN subject_id TYPE text COLLATE "C",
    ALTER COLUMN discriminator TYPE text COLLATE "C";
ALTER TABLE projection.account_hour
    ALTER COLUMN account_id TYPE text COLLATE "C",
    ALTER COLUMN currency TYPE text COLLATE "C";

CREATE INDEX entry_transaction ON projection.entry (transaction_id, source_id);
-- Still the last: in a young table without statistics the planner takes the newest of those that
-- look equally good for the open entries of an account.
DROP INDEX projection.entry_account;
CREATE INDEX entry_account ON projection.entry
    (source_id, generation, account_id, currency, effective_at) WHERE known_until IS NULL;
