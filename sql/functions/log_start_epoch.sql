-- Why: a log that is continued after a restore from a backup uses positions again that it may
-- have given away before; the new epoch makes their chains differ. Run by the owner, by hand.
CREATE OR REPLACE FUNCTION log.start_epoch(source integer) RETURNS integer
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    head log.head;
BEGIN
    UPDATE log.head AS h SET epoch = h.epoch + 1 WHERE h.source_id = source RETURNING h.* INTO head;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no source has the number %', source USING ERRCODE = 'TL002';
    END IF;
    INSERT INTO log.epoch (source_id, epoch, first_position, started_at)
    VALUES (source, head.epoch, head.position + 1, clock_timestamp());
    RETURN head.epoch;
END
$$;
REVOKE EXECUTE ON FUNCTION log.start_epoch(integer) FROM PUBLIC;
