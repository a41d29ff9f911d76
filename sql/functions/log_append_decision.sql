-- Why: how an operator's decision comes into the log, and what neither the intake nor the running
-- service can forge. The same key with the same body is a duplicate; with another it is a conflict,
-- which is kept and never folded.
CREATE OR REPLACE FUNCTION log.append_decision(
    source integer,
    decision_key text,          -- the idempotency key: 1 to 512 bytes
    decision text,              -- its word, such as release-hold: the event's type
    subject text,               -- the transaction or account that it is about
    decided_at timestamptz,
    body bytea                  -- canonical JSON with decision, ids, amount, actor and reason
) RETURNS TABLE (status text, "position" bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF octet_length(decision_key) BETWEEN 1 AND 512 IS NOT TRUE THEN
        RAISE EXCEPTION 'a decision needs a key of 1 to 512 bytes' USING ERRCODE = 'TL005';
    END IF;
    IF (decision <> '' AND decided_at IS NOT NULL AND body IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'a decision needs a word, a time and a body' USING ERRCODE = 'TL005';
    END IF;
    RETURN QUERY
        SELECT appended.status, appended."position"
        FROM log.append_events(source, 'decision', ARRAY[decision_key], ARRAY[decision],
            ARRAY[NULL::text], ARRAY[subject], ARRAY[decided_at], ARRAY[NULL::integer],
            ARRAY[NULL::text], ARRAY[NULL::bytea], ARRAY[body], 0) AS appended;
END
$$;
REVOKE EXECUTE ON FUNCTION log.append_decision(integer, text, text, text, timestamptz, bytea)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append_decision(integer, text, text, text, timestamptz, bytea)
    TO trueup_operator;
