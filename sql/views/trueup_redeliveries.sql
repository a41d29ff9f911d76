-- Why: how often a provider sent the same event again, and when.
CREATE OR REPLACE VIEW trueup.redeliveries AS
SELECT s.name AS source, r.position, r.ordinal, r.received_at, r.attempt, c.count AS total
FROM log.redelivery r
JOIN log.source s ON s.source_id = r.source_id
JOIN log.redelivery_count c ON c.source_id = r.source_id AND c.position = r.position;
GRANT SELECT ON trueup.redeliveries TO trueup_reader;

COMMENT ON VIEW trueup.redeliveries IS 'Equal repeats of events: the first ten of each, and how many there were in all.';
COMMENT ON COLUMN trueup.redeliveries.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.redeliveries.position IS 'Position of the event that was repeated.';
COMMENT ON COLUMN trueup.redeliveries.ordinal IS '1 for the first repeat.';
COMMENT ON COLUMN trueup.redeliveries.received_at IS 'When the repeat was received.';
COMMENT ON COLUMN trueup.redeliveries.attempt IS 'The provider''s retry counter in the repeat, where it has one.';
COMMENT ON COLUMN trueup.redeliveries.total IS 'Number of repeats of this event in all.';
