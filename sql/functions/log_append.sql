-- Why: what the intake may append: webhooks, and nothing that could pass for a fetch of ours, a
-- statement or an operator's decision.
CREATE OR REPLACE FUNCTION log.append(
    source integer,
    event_ids text[],           -- null: the id is derived from the content
    types text[],               -- null: the body could not be decoded, and decode_errors says why
    decode_errors text[],
    subjects text[],
    created_times timestamptz[],
    attempts integer[],
    proofs text[],              -- the signature header as received
    contents bytea[],           -- what a retry keeps; null: the whole body
    bodies bytea[],
    retry_window_seconds integer
) RETURNS TABLE (item integer, status text, "position" bigint, clamped_microseconds bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY SELECT appended.*
        FROM log.append_events(source, 'webhook', event_ids, types, decode_errors, subjects,
            created_times, attempts, proofs, contents, bodies, coalesce(retry_window_seconds, 0))
            AS appended;
END
$$;
REVOKE EXECUTE ON FUNCTION log.append(integer, text[], text[], text[], text[], timestamptz[],
    integer[], text[], bytea[], bytea[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append(integer, text[], text[], text[], text[], timestamptz[],
    integer[], text[], bytea[], bytea[], integer) TO trueup_intake;
