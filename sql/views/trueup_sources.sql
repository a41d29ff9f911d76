-- Why: the configured sources and the extent of their logs.
CREATE OR REPLACE VIEW trueup.sources AS
SELECT s.name AS source,
       s.provider,
       s.environment,
       h.position AS head,
       (SELECT e.received_at FROM log.event e
        WHERE e.source_id = s.source_id AND e.position = 1) AS first_event_at,
       CASE WHEN h.position > 0 THEN h.received_at END AS last_event_at,
       NULL::timestamptz AS complete_until
FROM log.source s
JOIN log.head h ON h.source_id = s.source_id;
GRANT SELECT ON trueup.sources TO trueup_reader;

COMMENT ON VIEW trueup.sources IS 'One row per registered source.';
COMMENT ON COLUMN trueup.sources.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.sources.provider IS 'nymcard, uphold, agentcard or standard-webhooks.';
COMMENT ON COLUMN trueup.sources.environment IS 'live or test.';
COMMENT ON COLUMN trueup.sources.head IS 'Last position of its log; 0 before the first event.';
COMMENT ON COLUMN trueup.sources.first_event_at IS 'Receipt of the first event.';
COMMENT ON COLUMN trueup.sources.last_event_at IS 'Receipt of the last event.';
COMMENT ON COLUMN trueup.sources.complete_until IS 'Up to when the source was proven complete against the provider''s own lists; null until then.';
