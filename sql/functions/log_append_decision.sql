-- Why: how an operator's decision comes into the log, and what neither the intake nor the running
-- service can forge.
CREATE OR REPLACE FUNCTION log.append_decision(
    source text,
    decision_key text,          -- the idempotency key
    decision text,              -- its word, such as release-hold: the event's type
    subject text,               -- the transaction or account that it is about
    decided_at timestamptz,
    body bytea                  -- canonical JSON with decision, ids, amount, actor and reason
) RETURNS TABLE (status text, "position" bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF decision_key IS NULL OR decided_at IS NULL THEN
        RAISE EXCEPTION 'a decision needs a key and a time' USING ERRCODE = 'TL005';
    END IF;
    RETURN QUERY SELECT appended.* FROM log.append_one(
        source, 'decision', decision_key, decision, subject, decided_at, NULL, body) AS appended;
END
$$;
REVOKE EXECUTE ON FUNCTION log.append_decision(text, text, text, text, timestamptz, bytea)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append_decision(text, text, text, text, timestamptz, bytea)
    TO trueup_operator;
