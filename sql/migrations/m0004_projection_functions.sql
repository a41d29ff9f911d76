-- Why: what the service may do to the projection's structure without owning it: partitions of a
-- generation, and the head of a log as of a known time.

-- The entity tables, each partitioned by generation.
CREATE FUNCTION projection.entity_tables() RETURNS text[]
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY['transaction', 'card', 'account', 'report', 'entry', 'activity', 'quarantine',
                 'stream', 'finding', 'finding_history', 'deadline']
$$;

-- Makes the partitions of a generation; a generation that has them already stays as it is.
CREATE FUNCTION projection.create_partitions(generation int) RETURNS void
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
            EXECUTE format('ALTER TABLE projection.%I ATTACH PARTITION projection.%I FOR VALUES IN (%s)',
                entity, entity || '_g' || generation, generation);
        END IF;
    END LOOP;
END
$$;

-- Drops the partitions of a generation that no source uses any more.
CREATE FUNCTION projection.drop_partitions(generation int) RETURNS void
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

-- The database's clock, then the head through its lock: every event that is appended later is
-- received after that time, so deadlines up to it may fire once the log is folded up to the head.
CREATE FUNCTION projection.settled_head(source_id int, OUT at timestamptz, OUT head bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    at := clock_timestamp();
    SELECT h.position INTO head FROM log.head h
    WHERE h.source_id = settled_head.source_id FOR SHARE;
END
$$;

REVOKE EXECUTE ON FUNCTION projection.create_partitions(int) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION projection.drop_partitions(int) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION projection.settled_head(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION projection.create_partitions(int) TO trueup_service;
GRANT EXECUTE ON FUNCTION projection.drop_partitions(int) TO trueup_service;
GRANT EXECUTE ON FUNCTION projection.settled_head(int) TO trueup_service;
