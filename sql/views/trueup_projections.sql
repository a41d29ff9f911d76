-- Why: how far the books are behind the log; one row per source from the start.
CREATE OR REPLACE VIEW trueup.projections AS
SELECT s.name AS source,
       g.name AS generation,
       coalesce(a.generation = g.generation, false) AS active,
       coalesce(g.checkpoint, 0) AS checkpoint,
       h.position AS head,
       h.position - coalesce(g.checkpoint, 0) AS lag_events,
       CASE WHEN h.position > coalesce(g.checkpoint, 0) THEN
           greatest(0, extract(epoch FROM clock_timestamp() - (
               SELECT e.received_at FROM log.event e
               WHERE e.source_id = s.source_id
                 AND e.position = coalesce(g.checkpoint, 0) + 1)))
       ELSE 0 END AS lag_seconds,
       g.state,
       g.build,
       encode(g.settings_digest, 'hex') AS settings_digest,
       g.judged_until
FROM log.source s
JOIN log.head h ON h.source_id = s.source_id
LEFT JOIN projection.generation g ON g.source_id = s.source_id
LEFT JOIN projection.active a ON a.source_id = s.source_id;
GRANT SELECT ON trueup.projections TO trueup_reader, trueup_auditor, trueup_service;

COMMENT ON VIEW trueup.projections IS 'Every generation of every source, and how far it is behind the log.';
COMMENT ON COLUMN trueup.projections.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.projections.generation IS 'Name of the generation, null before the first fold. SET trueup.generation = ''NAME'' makes a session''s views show it; a source that has none of that name then shows nothing.';
COMMENT ON COLUMN trueup.projections.active IS 'The views show this generation.';
COMMENT ON COLUMN trueup.projections.checkpoint IS 'Position up to which the log is folded and judged.';
COMMENT ON COLUMN trueup.projections.head IS 'Last position of the log.';
COMMENT ON COLUMN trueup.projections.lag_events IS 'Events in the log that are not folded yet; 0 includes the findings.';
COMMENT ON COLUMN trueup.projections.lag_seconds IS 'Age of the oldest event that is not folded yet.';
COMMENT ON COLUMN trueup.projections.state IS 'building, active or retired.';
COMMENT ON COLUMN trueup.projections.build IS 'Version of the code that folds it.';
COMMENT ON COLUMN trueup.projections.settings_digest IS 'Digest of the fold settings, in hex.';
COMMENT ON COLUMN trueup.projections.judged_until IS 'Every deadline up to this time has been judged.';
