-- Why: what does not add up.
CREATE OR REPLACE VIEW trueup.findings AS
SELECT f.finding_id,
       g.source,
       f.rule,
       f.severity,
       f.status,
       f.subject_kind,
       f.subject_id,
       f.summary,
       f.amount,
       f.currency,
       f.detected_at,
       f.created_at,
       f.resolved_at,
       f.evidence,
       f.occurrences
FROM projection.selected g
JOIN projection.finding f ON f.source_id = g.source_id AND f.generation = g.generation;
GRANT SELECT ON trueup.findings TO trueup_reader;

COMMENT ON VIEW trueup.findings IS 'Every disagreement that a rule found, with the sentence to act on and the events that prove it.';
COMMENT ON COLUMN trueup.findings.finding_id IS 'Digest of source, rule, subject and discriminator: the same log gives the same id.';
COMMENT ON COLUMN trueup.findings.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.findings.rule IS 'Name of the rule.';
COMMENT ON COLUMN trueup.findings.severity IS 'info, warning, error or critical.';
COMMENT ON COLUMN trueup.findings.status IS 'open, acknowledged, resolved or dismissed.';
COMMENT ON COLUMN trueup.findings.subject_kind IS 'card, account, transaction, event, type or source.';
COMMENT ON COLUMN trueup.findings.subject_id IS 'Id of what it is about.';
COMMENT ON COLUMN trueup.findings.summary IS 'One sentence with amounts and times.';
COMMENT ON COLUMN trueup.findings.amount IS 'Signed money in question in major units, from the holder''s view.';
COMMENT ON COLUMN trueup.findings.currency IS 'Currency of the amount.';
COMMENT ON COLUMN trueup.findings.detected_at IS 'Receipt of the event, or the deadline, that showed it.';
COMMENT ON COLUMN trueup.findings.created_at IS 'The provider''s time of what it is about, where stated.';
COMMENT ON COLUMN trueup.findings.resolved_at IS 'When the condition went away, or was declared resolved.';
COMMENT ON COLUMN trueup.findings.evidence IS 'JSON array of positions in the log that prove it, each with its part.';
COMMENT ON COLUMN trueup.findings.occurrences IS 'Events that share this finding (rules per type or reason); else 1.';
