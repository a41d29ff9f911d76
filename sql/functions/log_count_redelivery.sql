-- Why: equal repeats change nothing, but they tell how a provider delivers: all are counted, and
-- the first ten of an event kept with their receipts.
CREATE OR REPLACE FUNCTION log.count_redelivery(
    source integer, repeated bigint, receipt_at timestamptz, attempt integer,
    created_at_differs boolean
) RETURNS void
    LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
    number bigint;
BEGIN
    INSERT INTO log.redelivery_count AS known
        (source_id, position, count, created_at_differs, last_received_at)
    VALUES (source, repeated, 1, count_redelivery.created_at_differs::integer, receipt_at)
    ON CONFLICT (source_id, position) DO UPDATE SET
        count = known.count + 1,
        created_at_differs = known.created_at_differs + excluded.created_at_differs,
        last_received_at = excluded.last_received_at
    RETURNING known.count INTO number;
    IF number <= 10 THEN
        INSERT INTO log.redelivery (source_id, position, ordinal, received_at, attempt)
        VALUES (source, repeated, number, receipt_at, count_redelivery.attempt);
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION log.count_redelivery(integer, bigint, timestamptz, integer, boolean)
    FROM PUBLIC;
