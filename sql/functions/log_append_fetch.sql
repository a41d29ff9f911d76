-- Why: how what we read from a provider's API comes into the log: an answer is evidence like a
-- webhook, and the intake, which anybody can talk to, cannot forge one.
CREATE OR REPLACE FUNCTION log.append_fetch(
    source text,
    fetch_id text,              -- made before the read, kept through retries of the append
    document text,              -- what was read, such as transactions: the event's type
    subject text,               -- the id of the object that was read; null for a list
    fetched_at timestamptz,
    request text,               -- method and URL, without credentials
    body bytea                  -- the exact bytes of the answer
) RETURNS TABLE (status text, "position" bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF fetch_id IS NULL OR fetched_at IS NULL THEN
        RAISE EXCEPTION 'a fetch needs an id and a time' USING ERRCODE = 'TL005';
    END IF;
    -- One line; an @ before the path would be a password's.
    IF (request ~ '^[A-Z]+ (https?://[^/?#@[:space:]]+)?/[^[:space:][:cntrl:]]*$') IS NOT TRUE THEN
        RAISE EXCEPTION 'a fetch needs its request: a method and a URL without user and password'
            USING ERRCODE = 'TL005';
    END IF;
    RETURN QUERY SELECT appended.* FROM log.append_one(
        source, 'fetch', fetch_id, document, subject, fetched_at, request, body) AS appended;
END
$$;
REVOKE EXECUTE ON FUNCTION log.append_fetch(text, text, text, text, timestamptz, text, bytea)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append_fetch(text, text, text, text, timestamptz, text, bytea)
    TO trueup_service;
