-- Why: up to when deadlines may fire: see the reconciler's sweep.
-- The head through its lock, then the database's clock: every event that is appended later is
-- received at that time or after it, because the head keeps it (swept_until), whatever the clock
-- does. So deadlines up to it may fire once the log is folded up to the head.
CREATE OR REPLACE FUNCTION projection.settled_head(source_id int, OUT at timestamptz, OUT head bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE log.head AS h
    SET swept_until = greatest(clock_timestamp(), h.received_at, h.swept_until)
    WHERE h.source_id = settled_head.source_id
    RETURNING h.swept_until, h.position INTO at, head;
END
$$;

REVOKE EXECUTE ON FUNCTION projection.settled_head(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION projection.settled_head(int) TO trueup_service;
