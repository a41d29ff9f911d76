-- Why: the one list of the tables that are partitioned by generation.
CREATE OR REPLACE FUNCTION projection.entity_tables() RETURNS text[]
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY['transaction', 'card', 'account', 'report', 'entry', 'activity', 'quarantine',
                 'stream', 'finding', 'finding_history', 'deadline', 'account_hour']
$$;
