-- Why: a new generation grows from nothing to millions of rows within minutes, and without
-- statistics the planner takes (source_id, generation) for a condition that one row fulfils. Only
-- what the projector updates and deletes by key; autovacuum comes to the others in its own time.
CREATE OR REPLACE FUNCTION projection.analyze_partitions(generation int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entity text;
BEGIN
    FOREACH entity IN ARRAY ARRAY['entry', 'account', 'deadline'] LOOP
        EXECUTE format('ANALYZE projection.%I', entity || '_g' || generation);
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION projection.analyze_partitions(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION projection.analyze_partitions(int) TO trueup_service;
