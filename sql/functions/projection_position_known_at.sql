-- Why: turns "as we knew it then" into a position of the log.
-- The greatest position up to `last` that was received by then; 0 before the first. A binary
-- search: received_at never decreases within a source.
CREATE OR REPLACE FUNCTION projection.position_known_at(
    source_id int, last bigint, known_at timestamptz
) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    low bigint := 0;
    high bigint := last;
    middle bigint := last;  -- Most ask for now, which one look-up answers.
    received timestamptz;
BEGIN
    WHILE low < high LOOP
        SELECT e.received_at INTO received FROM log.event e
        WHERE e.source_id = position_known_at.source_id AND e.position = middle;
        IF received <= known_at THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
        middle := (low + high + 1) / 2;
    END LOOP;
    RETURN low;
END
$$;
REVOKE EXECUTE ON FUNCTION projection.position_known_at(int, bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION projection.position_known_at(int, bigint, timestamptz) TO trueup_service;
