-- Why: a source exists together with its secret, its head and its first epoch, or not at all; and what a
-- source is never changes, because its events were verified and named as that provider's.
CREATE OR REPLACE FUNCTION log.register_source(
    source_name text, source_provider text, source_environment text
) RETURNS integer
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known log.source;
    now_at constant timestamptz := clock_timestamp();
BEGIN
    SELECT source.* INTO known FROM log.source WHERE source.name = source_name;
    IF NOT FOUND THEN
        -- Held to the commit: two registrations at once would draw the same number.
        LOCK TABLE log.source IN SHARE ROW EXCLUSIVE MODE;
        SELECT source.* INTO known FROM log.source WHERE source.name = source_name;
    END IF;
    IF known.source_id IS NULL THEN
        INSERT INTO log.source (source_id, name, provider, environment, registered_at)
        SELECT coalesce(max(source.source_id), 0) + 1,
            source_name, source_provider, source_environment, now_at
        FROM log.source
        RETURNING source.* INTO known;
        -- Of each uuid 122 bits are random, by the server's strong generator.
        INSERT INTO log.secret (source_id, secret)
        VALUES (known.source_id,
            uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
        INSERT INTO log.head (source_id, position, chain, received_at, epoch)
        VALUES (known.source_id, 0, sha256(convert_to('trueup:' || source_name, 'UTF8')),
            known.registered_at, 1);
        INSERT INTO log.epoch (source_id, epoch, first_position, started_at)
        VALUES (known.source_id, 1, 1, known.registered_at);
    ELSIF known.provider IS DISTINCT FROM source_provider
        OR known.environment IS DISTINCT FROM source_environment
    THEN
        RAISE EXCEPTION 'source % is registered as % % and cannot become % %', source_name,
            known.provider, known.environment, source_provider, source_environment
            USING ERRCODE = 'TL003', HINT = 'Configure it under another name.';
    END IF;
    RETURN known.source_id;
END
$$;
REVOKE EXECUTE ON FUNCTION log.register_source(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.register_source(text, text, text) TO trueup_intake;
