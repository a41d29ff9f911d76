-- Why: the log as users ask for it: one row per event, the body as JSON where it is JSON.

CREATE OR REPLACE VIEW trueup.events AS
SELECT s.name AS source,
       e.position,
       e.kind,
       e.event_id,
       e.type,
       e.subject,
       e.created_at,
       e.received_at,
       e.attempt,
       e.repeats,
       e.decode_error,
       encode(e.digest, 'hex') AS digest,
       encode(e.chain, 'hex') AS chain,
       trueup.payload(e.body, (SELECT jsonb_agg(to_jsonb(m.path))
                               FROM projection.masked_path m
                               WHERE m.source_id = e.source_id)) AS payload
FROM log.event e
JOIN log.source s ON s.source_id = e.source_id;
GRANT SELECT ON trueup.events TO trueup_reader;

COMMENT ON VIEW trueup.events IS 'The immutable event log, in the order of its source.';
COMMENT ON COLUMN trueup.events.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.events.position IS 'Place in the log of the source: 1, 2, 3 … without holes.';
COMMENT ON COLUMN trueup.events.kind IS 'webhook, fetch, statement or decision.';
COMMENT ON COLUMN trueup.events.event_id IS 'The provider''s id as stated; or derived:…, which was made of the content under a secret of the source.';
COMMENT ON COLUMN trueup.events.type IS 'The provider''s event type; null when the body could not be decoded.';
COMMENT ON COLUMN trueup.events.subject IS 'Id of the event''s own object: a card, a transaction, a user.';
COMMENT ON COLUMN trueup.events.created_at IS 'The provider''s time as stated; null when it states none.';
COMMENT ON COLUMN trueup.events.received_at IS 'Database time when the event was appended; never decreasing within a source.';
COMMENT ON COLUMN trueup.events.attempt IS 'The provider''s retry counter, where it has one.';
COMMENT ON COLUMN trueup.events.repeats IS 'First position whose id this event repeats with other content (a conflict), else null.';
COMMENT ON COLUMN trueup.events.decode_error IS 'Why the body could not be decoded, else null.';
COMMENT ON COLUMN trueup.events.digest IS 'SHA-256 of the event''s salt and its body, in hex: proves the body to whoever may see both (bodies), and tells nothing of it to others.';
COMMENT ON COLUMN trueup.events.chain IS 'Hash chain up to this event, in hex.';
COMMENT ON COLUMN trueup.events.payload IS 'The body as JSON, configured personal paths masked; null where it is no JSON that PostgreSQL can hold.';
