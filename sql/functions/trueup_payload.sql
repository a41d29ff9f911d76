-- Why: shows a body as JSON without ever breaking a query.
--
-- Null on any error, so that one event never breaks a query. Masked paths (a JSON array of arrays of
-- keys) keep their place and lose their value.
--
-- PARALLEL UNSAFE: a block with an exception handler begins a subtransaction, which PostgreSQL
-- refuses during a parallel query, with an error that no handler would catch.
CREATE OR REPLACE FUNCTION trueup.payload(body bytea, masked jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    result jsonb;
    path   text[];
BEGIN
    result := convert_from(body, 'UTF8')::jsonb;
    FOR path IN
        SELECT ARRAY(SELECT jsonb_array_elements_text(p.steps))
        FROM jsonb_array_elements(masked) AS p (steps)
    LOOP
        IF result #> path IS NOT NULL THEN
            result := jsonb_set(result, path, '"(masked)"');
        END IF;
    END LOOP;
    RETURN result;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION trueup.payload(bytea, jsonb) FROM PUBLIC;
-- A view runs its functions as the one who asks.
GRANT EXECUTE ON FUNCTION trueup.payload(bytea, jsonb) TO trueup_reader;

COMMENT ON FUNCTION trueup.payload(bytea, jsonb) IS 'A body as JSON, the paths of `masked` without their values; null where it is no JSON that PostgreSQL can hold.';
