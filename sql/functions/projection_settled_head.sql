-- Why: up to when deadlines may fire: see the reconciler's sweep.
-- The database's clock, then the head through its lock: every event that is appended later is
-- received after that time, so deadlines up to it may fire once the log is folded up to the head.
CREATE OR REPLACE FUNCTION projection.settled_head(source_id int, OUT at timestamptz, OUT head bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    at := clock_timestamp();
    SELECT h.position INTO head FROM log.head h
    WHERE h.source_id = settled_head.source_id FOR SHARE;
END
$$;

REVOKE EXECUTE ON FUNCTION projection.settled_head(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION projection.settled_head(int) TO trueup_service;
