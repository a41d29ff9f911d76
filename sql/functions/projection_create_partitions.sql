-- Why: lets the service make a generation's partitions without owning the tables.
-- Makes the partitions of a generation; a generation that has them already stays as it is.
CREATE OR REPLACE FUNCTION projection.create_partitions(generation int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entity text;
BEGIN
    IF generation IS NULL OR generation < 1 THEN
        RAISE EXCEPTION 'generation must be 1 or greater, not %', generation
            USING ERRCODE = '22023';
    END IF;
    -- One session at a time; this mode conflicts with itself and with no reader or writer of rows.
    LOCK TABLE projection.active IN SHARE UPDATE EXCLUSIVE MODE;
    FOREACH entity IN ARRAY projection.entity_tables() LOOP
        IF to_regclass(format('projection.%I', entity || '_g' || generation)) IS NULL THEN
            -- CREATE … PARTITION OF would wait behind every reader of the parent; ATTACH does not.
            EXECUTE format('CREATE TABLE projection.%I (LIKE projection.%I INCLUDING ALL)',
                entity || '_g' || generation, entity);
            -- Rows that are rewritten again and again stay on their page and out of the indexes.
            IF entity IN ('transaction', 'card', 'account', 'stream', 'finding') THEN
                EXECUTE format('ALTER TABLE projection.%I SET (fillfactor = 70)',
                    entity || '_g' || generation);
            END IF;
            EXECUTE format('ALTER TABLE projection.%I ATTACH PARTITION projection.%I FOR VALUES IN (%s)',
                entity, entity || '_g' || generation, generation);
        END IF;
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION projection.create_partitions(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION projection.create_partitions(int) TO trueup_service;
