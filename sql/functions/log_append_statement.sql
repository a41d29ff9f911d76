-- Why: how a provider's statement comes into the log: a whole file, brought by a person. Its id is
-- derived from its bytes, so that the same file is one event however often and under whatever name
-- it is imported; a line of it is told by its number within the event.
CREATE OR REPLACE FUNCTION log.append_statement(
    source text,
    format text,                -- such as csv or json-lines: the event's type
    file_name text,             -- without a path
    stated_at timestamptz,      -- up to when the provider says that it is complete; null: unknown
    body bytea                  -- the exact bytes of the file
) RETURNS TABLE (status text, "position" bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (file_name ~ '^[^/[:cntrl:]]{1,255}$') IS NOT TRUE THEN
        RAISE EXCEPTION 'a statement needs the name of its file, without a path'
            USING ERRCODE = 'TL005';
    END IF;
    RETURN QUERY SELECT appended.* FROM log.append_one(
        source, 'statement', NULL, format, NULL, stated_at, file_name, body) AS appended;
END
$$;
REVOKE EXECUTE ON FUNCTION log.append_statement(text, text, text, timestamptz, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append_statement(text, text, text, timestamptz, bytea)
    TO trueup_operator;
