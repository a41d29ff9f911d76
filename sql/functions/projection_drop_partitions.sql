-- Why: lets the service drop a generation without owning the tables.
-- Drops the partitions of a generation that no source uses any more.
CREATE OR REPLACE FUNCTION projection.drop_partitions(generation int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entity text;
BEGIN
    LOCK TABLE projection.active IN SHARE UPDATE EXCLUSIVE MODE;
    -- Dropping a partition waits behind readers of its parent, and others behind it: give up early.
    PERFORM set_config('lock_timeout', '2s', true);
    IF EXISTS (SELECT FROM projection.generation g
               WHERE g.generation = drop_partitions.generation) THEN
        RAISE EXCEPTION 'generation % is still used by a source', generation
            USING ERRCODE = '55006';
    END IF;
    FOREACH entity IN ARRAY projection.entity_tables() LOOP
        EXECUTE format('DROP TABLE IF EXISTS projection.%I', entity || '_g' || generation);
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION projection.drop_partitions(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION projection.drop_partitions(int) TO trueup_service;
