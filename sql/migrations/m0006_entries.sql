-- Why: the double entries that the books consist of, each with the positions between which it was
-- known; and their sums, so that a balance at any time, as known at any time, costs about the same
-- however many entries stand on the account.

-- A later event that changes a booking closes the row (known_until) and inserts its successor.
CREATE TABLE projection.entry (
    source_id         int NOT NULL,
    generation        int NOT NULL,
    entry_id          uuid NOT NULL,
    known_from        bigint NOT NULL,
    known_until       bigint,
    transaction_id    text COLLATE "C" NOT NULL,
    account_id        text COLLATE "C" NOT NULL,
    currency          text COLLATE "C" NOT NULL,
    account_kind      text NOT NULL,
    layer             text NOT NULL CHECK (layer IN ('pending', 'posted')),
    amount            numeric NOT NULL,
    available         numeric NOT NULL,
    effective_at      timestamptz NOT NULL,
    effective_source  text NOT NULL CHECK (effective_source IN ('stated', 'receipt')),
    step              text NOT NULL,
    event_id          text NOT NULL,
    ordinal           int NOT NULL,
    leg               int NOT NULL,
    position          bigint NOT NULL,
    -- An entry's id is a digest: an index that begins with it is written all over, and the longer
    -- the log, the less of it is in memory. The position from which the entry was known only grows;
    -- an entry that is to be closed is found by its transaction.
    PRIMARY KEY (source_id, generation, known_from, entry_id)
) PARTITION BY LIST (generation);
CREATE INDEX entry_known_until ON projection.entry (source_id, generation, known_until)
    WHERE known_until IS NOT NULL;
-- The entries of an hour that are in the books no more.
CREATE INDEX entry_closed_account ON projection.entry
    (source_id, generation, account_id, currency, effective_at) WHERE known_until IS NOT NULL;
-- A transaction's id decides by itself where an entry belongs: compared first, it spares two
-- comparisons at every step down the tree.
CREATE INDEX entry_transaction ON projection.entry (transaction_id, source_id);
-- The last: in a young table without statistics all look equally good for the open entries of an
-- account, and the planner takes the newest.
CREATE INDEX entry_account ON projection.entry
    (source_id, generation, account_id, currency, effective_at) WHERE known_until IS NULL;

-- The log's positions are cut into blocks. Once a block is folded, what it changed of each account
-- is summed up, by the hour (UTC) in which the entries are effective: an entry counts in the block
-- in which it was first known, and is taken off again in the block in which it left the books. So a
-- block's rows are written once and never changed, whatever the batches were, and a balance is
--     the sums of earlier hours and blocks, and the entries of one hour, and those of one block.
--
-- Positions block * block_length + 1 to (block + 1) * block_length are a block. The stored sums
-- depend on it: it can only change together with them.
CREATE FUNCTION projection.block_length() RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 4096;
REVOKE EXECUTE ON FUNCTION projection.block_length() FROM PUBLIC;
-- A view runs its functions as the one who asks; the schema is closed to readers otherwise.
GRANT EXECUTE ON FUNCTION projection.block_length() TO trueup_reader;

CREATE TABLE projection.account_hour (
    source_id   int NOT NULL,
    generation  int NOT NULL,
    account_id  text COLLATE "C" NOT NULL,
    currency    text COLLATE "C" NOT NULL,
    hour        timestamptz NOT NULL,
    block       bigint NOT NULL,
    posted      numeric NOT NULL,
    pending     numeric NOT NULL,
    available   numeric NOT NULL,
    -- Entries that came less those that went.
    entries     bigint NOT NULL,
    PRIMARY KEY (source_id, generation, account_id, currency, hour, block)
) PARTITION BY LIST (generation);

GRANT SELECT, INSERT, UPDATE, DELETE ON projection.entry TO trueup_service;
GRANT SELECT, INSERT, DELETE ON projection.account_hour TO trueup_service;
