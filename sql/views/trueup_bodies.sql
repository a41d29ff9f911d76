-- Why: the exact bytes received, for auditors alone, with what proves that they are.
CREATE OR REPLACE VIEW trueup.bodies AS
SELECT s.name AS source, e.position, e.body, e.salt
FROM log.event e
JOIN log.source s ON s.source_id = e.source_id;
GRANT SELECT ON trueup.bodies TO trueup_auditor;

COMMENT ON VIEW trueup.bodies IS 'The exact bytes of every event; role trueup_auditor only.';
COMMENT ON COLUMN trueup.bodies.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.bodies.position IS 'Place in the log of the source.';
COMMENT ON COLUMN trueup.bodies.body IS 'The body as received, never re-serialised.';
COMMENT ON COLUMN trueup.bodies.salt IS 'Random bytes of the event: sha256(salt || body) is the digest that the view events shows.';
