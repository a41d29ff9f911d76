-- Why: what fetches, statements and decisions have in common, which come one at a time and by the
-- name of their source. Their content is the whole body: the same id with another is a conflict,
-- which is kept and never folded.
CREATE OR REPLACE FUNCTION log.append_one(
    source_name text,
    event_kind text,
    event_id text,              -- null: derived from the body, whenever it comes
    event_type text,
    subject text,
    created_at timestamptz,
    proof text,
    body bytea
) RETURNS TABLE (status text, "position" bigint)
    LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
    source integer;
BEGIN
    IF octet_length(event_id) NOT BETWEEN 1 AND 512 THEN
        RAISE EXCEPTION 'the id of a % has 1 to 512 bytes', event_kind USING ERRCODE = 'TL005';
    END IF;
    IF (event_type <> '' AND body IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'a % needs a type and a body', event_kind USING ERRCODE = 'TL005';
    END IF;
    SELECT s.source_id INTO source FROM log.source AS s WHERE s.name = source_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no source has the name %', source_name USING ERRCODE = 'TL002';
    END IF;
    RETURN QUERY
        SELECT appended.status, appended."position"
        FROM log.append_events(source, event_kind, ARRAY[event_id], ARRAY[event_type],
            ARRAY[NULL::text], ARRAY[subject], ARRAY[created_at], ARRAY[NULL::integer],
            ARRAY[proof], ARRAY[NULL::bytea], ARRAY[body], NULL) AS appended;
END
$$;
-- Granted to nobody: the kind of an event is the caller's privilege (log.append_fetch and its like).
REVOKE EXECUTE ON FUNCTION log.append_one(text, text, text, text, text, timestamptz, text, bytea)
    FROM PUBLIC;
