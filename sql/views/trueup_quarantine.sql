-- Why: what is in the log but not in the books, and why.
CREATE OR REPLACE VIEW trueup.quarantine AS
SELECT g.source, q.position, q.received_at, q.reason, q.status
FROM projection.selected g
JOIN projection.quarantine q ON q.source_id = g.source_id AND q.generation = g.generation;
GRANT SELECT ON trueup.quarantine TO trueup_reader;

COMMENT ON VIEW trueup.quarantine IS 'Positions that were not decoded or not folded; nothing of them is booked.';
COMMENT ON COLUMN trueup.quarantine.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.quarantine.position IS 'Place in the log of the source.';
COMMENT ON COLUMN trueup.quarantine.received_at IS 'When the event was appended.';
COMMENT ON COLUMN trueup.quarantine.reason IS 'Why it was not folded.';
COMMENT ON COLUMN trueup.quarantine.status IS 'open, or folded once a retry succeeded.';
