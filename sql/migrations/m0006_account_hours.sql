-- Why: sums per account and hour, so that a balance at any time, as known at any time, costs about
-- the same however many entries stand on the account.
--
-- The log's positions are cut into blocks. Once a block is folded, what it changed of each account
-- is summed up, by the hour (UTC) in which the entries are effective: an entry counts in the block
-- in which it was first known, and is taken off again in the block in which it left the books. So a
-- block's rows are written once and never changed, whatever the batches were, and a balance is
--     the sums of earlier hours and blocks, and the entries of one hour, and those of one block.

-- Positions block * block_length + 1 to (block + 1) * block_length are a block. The stored sums
-- depend on it: it can only change together with them.
CREATE FUNCTION projection.block_length() RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 4096;
REVOKE EXECUTE ON FUNCTION projection.block_length() FROM PUBLIC;
-- A view runs its functions as the one who asks; the schema is closed to readers otherwise.
GRANT EXECUTE ON FUNCTION projection.block_length()
TO trueup_service, trueup_reader, trueup_auditor;

CREATE TABLE projection.account_hour (
    source_id    int         NOT NULL,
    generation   int         NOT NULL,
    account_id   text        NOT NULL,
    currency     text        NOT NULL,
    hour         timestamptz NOT NULL,
    block        bigint      NOT NULL,
    posted       numeric     NOT NULL,
    pending      numeric     NOT NULL,
    available    numeric     NOT NULL,
    -- Entries that came less those that went.
    entries      bigint      NOT NULL,
    PRIMARY KEY (source_id, generation, account_id, currency, hour, block)
) PARTITION BY LIST (generation);
GRANT SELECT, INSERT, DELETE ON projection.account_hour TO trueup_service;

-- What positions changed.
CREATE INDEX entry_known_from ON projection.entry (source_id, generation, known_from);
CREATE INDEX entry_known_until ON projection.entry (source_id, generation, known_until)
    WHERE known_until IS NOT NULL;
-- The entries of an hour that are in the books no more.
CREATE INDEX entry_closed_account ON projection.entry
    (source_id, generation, account_id, currency, effective_at) WHERE known_until IS NOT NULL;

-- The generations that are there already.
DO $$
DECLARE
    number int;
BEGIN
    FOR number IN SELECT DISTINCT g.generation FROM projection.generation g LOOP
        EXECUTE format(
            'CREATE TABLE projection.account_hour_g%s PARTITION OF projection.account_hour'
            ' FOR VALUES IN (%s)', number, number);
    END LOOP;
END
$$;

INSERT INTO projection.account_hour (source_id, generation, account_id, currency, hour, block,
    posted, pending, available, entries)
SELECT e.source_id, e.generation, e.account_id, e.currency,
       date_trunc('hour', e.effective_at, 'UTC'),
       (change.position - 1) / projection.block_length(),
       sum(CASE e.layer WHEN 'posted' THEN change.sign * e.amount ELSE 0 END),
       sum(CASE e.layer WHEN 'pending' THEN change.sign * e.amount ELSE 0 END),
       sum(change.sign * e.available), sum(change.sign)
FROM projection.entry e
CROSS JOIN LATERAL (VALUES (e.known_from, 1), (e.known_until, -1)) AS change (position, sign)
JOIN projection.generation g ON g.source_id = e.source_id AND g.generation = e.generation
WHERE change.position
    <= g.checkpoint / projection.block_length() * projection.block_length()
GROUP BY 1, 2, 3, 4, 5, 6
HAVING sum(change.sign) <> 0 OR sum(change.sign * e.available) <> 0
    OR sum(CASE e.layer WHEN 'posted' THEN change.sign * e.amount ELSE 0 END) <> 0
    OR sum(CASE e.layer WHEN 'pending' THEN change.sign * e.amount ELSE 0 END) <> 0;
