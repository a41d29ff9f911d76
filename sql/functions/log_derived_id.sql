-- Why: an event without an id of its own is named after its content, so that a retry meets it.
-- Where it has no time either, an equal body is a retry only for a while: after that the same thing
-- has happened again, and the second occurrence is named #2. The window counts from the last receipt.
CREATE OR REPLACE FUNCTION log.derived_id(
    source integer, event_kind text, secret bytea, content bytea,
    retry_window_seconds integer,  -- null: equal content never happens again
    receipt_at timestamptz
) RETURNS text
    LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
    id constant text :=
        'derived:' || encode(log.content_mark(secret, event_kind, '', content), 'hex');
    occurrence integer;
BEGIN
    IF retry_window_seconds IS NULL THEN
        RETURN id;
    END IF;
    INSERT INTO log.recurrence AS last (source_id, event_key, ordinal, last_received_at)
    VALUES (source, log.event_key(event_kind, id), 1, receipt_at)
    ON CONFLICT (source_id, event_key) DO UPDATE SET
        ordinal = last.ordinal + (excluded.last_received_at
            > last.last_received_at + make_interval(secs => retry_window_seconds))::integer,
        last_received_at = excluded.last_received_at
    RETURNING last.ordinal INTO occurrence;
    RETURN CASE WHEN occurrence > 1 THEN id || '#' || occurrence ELSE id END;
END
$$;
REVOKE EXECUTE ON FUNCTION log.derived_id(integer, text, bytea, bytea, integer, timestamptz)
    FROM PUBLIC;
