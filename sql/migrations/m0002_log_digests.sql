-- Why: the forms in which an event enters digests, keys and the chain. They are the format of the
-- log: whoever verifies one computes the same (see sql/README.md), so they can only change together
-- with every log. Called by the log's functions alone, which pin the search path.

-- A value in the chain: its length, then its bytes; null is the length that no value can have. Two
-- different rows never give the same bytes.
CREATE FUNCTION log.framed(value bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(
        pg_catalog.int4send(pg_catalog.octet_length(value)) || value, '\xffffffff'::bytea);

CREATE FUNCTION log.framed(value text) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(
        pg_catalog.int4send(pg_catalog.octet_length(value))
            || pg_catalog.convert_to(value, 'UTF8'),
        '\xffffffff'::bytea);

-- HMAC-SHA-256 (RFC 2104) under a key of 32 bytes.
CREATE FUNCTION log.hmac(key bytea, message bytea) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    -- The key, filled up with zeros to a block; bit strings are the only ones that know XOR.
    block constant bit(512) := ('x' || rpad(encode(key, 'hex'), 128, '0'))::bit(512);
    inner_pad constant bit(512) := ('x' || repeat('36', 64))::bit(512);
    outer_pad constant bit(512) := ('x' || repeat('5c', 64))::bit(512);
BEGIN
    -- What bit_send gives begins with four bytes of length.
    RETURN sha256(substr(bit_send(block # outer_pad), 5)
        || sha256(substr(bit_send(block # inner_pad), 5) || message));
END
$$;

-- The 16 bytes by which an event is found again.
CREATE FUNCTION log.event_key(kind text, event_id text) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN pg_catalog.substr(pg_catalog.encode(pg_catalog.sha256(
        pg_catalog.convert_to(kind, 'UTF8') || '\x00'::bytea
            || pg_catalog.convert_to(event_id, 'UTF8')), 'hex'), 1, 32)::uuid;

-- What identifies content without telling it; the event_id is empty where the content has none.
CREATE FUNCTION log.content_mark(secret bytea, kind text, event_id text, content bytea)
    RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN log.hmac(secret, pg_catalog.convert_to(kind, 'UTF8') || '\x00'::bytea
        || pg_catalog.convert_to(event_id, 'UTF8') || '\x00'::bytea || content);

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA log FROM PUBLIC;
