-- Why: how each finding came and went.
CREATE OR REPLACE VIEW trueup.finding_history AS
SELECT h.finding_id, h.at, h.from_status, h.to_status, h.actor, h.reason, h.position,
       g.source, h.transition
FROM projection.selected g
JOIN projection.finding_history h ON h.source_id = g.source_id AND h.generation = g.generation;
GRANT SELECT ON trueup.finding_history TO trueup_reader;

COMMENT ON VIEW trueup.finding_history IS 'Every change of status of every finding, in the order of judgement.';
COMMENT ON COLUMN trueup.finding_history.finding_id IS 'The finding.';
COMMENT ON COLUMN trueup.finding_history.at IS 'Receipt of the deciding event, or the deadline.';
COMMENT ON COLUMN trueup.finding_history.from_status IS 'Status before; null when it was opened.';
COMMENT ON COLUMN trueup.finding_history.to_status IS 'Status after.';
COMMENT ON COLUMN trueup.finding_history.actor IS 'reconciler, or the name of who decided.';
COMMENT ON COLUMN trueup.finding_history.reason IS 'Why, in one sentence.';
COMMENT ON COLUMN trueup.finding_history.position IS 'Position of the deciding event; null for a deadline.';
COMMENT ON COLUMN trueup.finding_history.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.finding_history.transition IS 'Running number within the source.';
