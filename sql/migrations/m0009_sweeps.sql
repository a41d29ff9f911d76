-- Why: what a sweep has judged binds the receipts that come after it, and accounts are kept in
-- memory from their latest reports on alone.

-- Up to when deadlines may have fired. After a failover to a server whose clock is behind, the next
-- event must not be received before that: log.append takes the greatest of the three times.
ALTER TABLE log.head ADD COLUMN swept_until timestamptz NOT NULL DEFAULT '-infinity';
COMMENT ON COLUMN log.head.swept_until IS
    'no event is received before this time, which a reconciler''s sweep has judged up to';

CREATE OR REPLACE FUNCTION log.refuse_retreat() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.source_id <> OLD.source_id OR NEW.position < OLD.position
        OR NEW.received_at < OLD.received_at OR NEW.epoch < OLD.epoch
        OR NEW.swept_until < OLD.swept_until
        OR (NEW.position = OLD.position AND NEW.chain <> OLD.chain)
    THEN
        RAISE EXCEPTION 'the head of source % cannot go back from position %',
            OLD.source_id, OLD.position
            USING ERRCODE = 'TL004',
                HINT = 'Only log.append, log.start_epoch and a sweep move a head.';
    END IF;
    RETURN NEW;
END
$$;

-- What cannot be told from an account's latest reports and movements alone.
ALTER TABLE projection.account
    ADD COLUMN opening_until timestamptz,
    ADD COLUMN reports bigint NOT NULL DEFAULT 0,
    ADD COLUMN reports_of_total bigint NOT NULL DEFAULT 0,
    ADD COLUMN reports_of_available bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN projection.account.opening_until IS
    'no report or movement from this time on has a say in the opening; null while any has';

UPDATE projection.account AS a
SET reports = counted.reports, reports_of_total = counted.of_total,
    reports_of_available = counted.of_available
FROM (
    SELECT source_id, generation, account_id, currency, count(*) AS reports,
        count(total) AS of_total, count(available) AS of_available
    FROM projection.report
    GROUP BY source_id, generation, account_id, currency
) AS counted
WHERE (a.source_id, a.generation, a.account_id, a.currency)
    = (counted.source_id, counted.generation, counted.account_id, counted.currency);
