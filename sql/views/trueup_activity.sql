-- Why: the non-financial timeline: identity checks, user status, PINs, tokens, deliveries.
CREATE OR REPLACE VIEW trueup.activity AS
SELECT g.source, a.position, a.at, a.kind, a.subject, a.summary
FROM projection.selected g
JOIN projection.activity a ON a.source_id = g.source_id AND a.generation = g.generation;
GRANT SELECT ON trueup.activity TO trueup_reader;

COMMENT ON VIEW trueup.activity IS 'Non-financial activity, never booked.';
COMMENT ON COLUMN trueup.activity.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.activity.position IS 'Position of the event.';
COMMENT ON COLUMN trueup.activity.at IS 'The provider''s time; our receipt where it states none.';
COMMENT ON COLUMN trueup.activity.kind IS 'kyc, user, pin, token, delivery, onboarding, …';
COMMENT ON COLUMN trueup.activity.subject IS 'Id of what it is about.';
COMMENT ON COLUMN trueup.activity.summary IS 'One sentence without personal data.';
