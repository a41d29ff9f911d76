-- Why: shows a body as JSON without ever breaking a query.
--
-- Null on any error, so that one event never breaks a query. Masked paths keep their place and
-- lose their value.
CREATE OR REPLACE FUNCTION trueup.payload(body bytea, masked text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    result jsonb;
    path   text;
BEGIN
    result := convert_from(body, 'UTF8')::jsonb;
    FOREACH path IN ARRAY coalesce(masked, '{}') LOOP
        IF result #> string_to_array(path, '.') IS NOT NULL THEN
            result := jsonb_set(result, string_to_array(path, '.'), '"(masked)"');
        END IF;
    END LOOP;
    RETURN result;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION trueup.payload(bytea, text[]) FROM PUBLIC;
-- A view runs its functions as the one who asks.
GRANT EXECUTE ON FUNCTION trueup.payload(bytea, text[])
TO trueup_reader, trueup_auditor, trueup_service;
