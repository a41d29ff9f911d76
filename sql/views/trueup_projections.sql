-- Why: how far the books are behind the log; one row per source from the start.
CREATE OR REPLACE VIEW trueup.projections AS
SELECT s.name AS source,
       g.name AS generation,
       coalesce(a.generation = g.generation, false) AS active,
       coalesce(g.checkpoint, 0) AS checkpoint,
       h.position AS head,
       -- Books that do not follow the log are not behind it.
       CASE WHEN g.state IN ('retired', 'kept') THEN NULL
            ELSE coalesce(g.until_position, h.position) - coalesce(g.checkpoint, 0)
       END AS lag_events,
       CASE WHEN g.state IN ('retired', 'kept') OR g.until_position IS NOT NULL THEN NULL
            WHEN h.position > coalesce(g.checkpoint, 0) THEN
           greatest(0, extract(epoch FROM clock_timestamp() - (
               SELECT e.received_at FROM log.event e
               WHERE e.source_id = s.source_id
                 AND e.position = coalesce(g.checkpoint, 0) + 1)))
       ELSE 0 END AS lag_seconds,
       g.state,
       g.build,
       encode(g.settings_digest, 'hex') AS settings_digest,
       g.judged_until,
       g.until_position,
       g.created_at
FROM log.source s
JOIN log.head h ON h.source_id = s.source_id
LEFT JOIN projection.generation g ON g.source_id = s.source_id
LEFT JOIN projection.active a ON a.source_id = s.source_id;
GRANT SELECT ON trueup.projections TO trueup_reader;

COMMENT ON VIEW trueup.projections IS 'Every generation of every source, and how far it is behind the log.';
COMMENT ON COLUMN trueup.projections.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.projections.generation IS 'Name of the generation, null before the first fold. SET trueup.generation = ''NAME'' makes a session''s views show it; a source that has none of that name then shows nothing.';
COMMENT ON COLUMN trueup.projections.active IS 'The views show this generation.';
COMMENT ON COLUMN trueup.projections.checkpoint IS 'Position up to which the log is folded and judged.';
COMMENT ON COLUMN trueup.projections.head IS 'Last position of the log.';
COMMENT ON COLUMN trueup.projections.lag_events IS 'Events that are not folded yet, of those that it is to fold; 0 includes the findings; null for a retired or kept generation, which folds no more.';
COMMENT ON COLUMN trueup.projections.lag_seconds IS 'Age of the oldest event that is not folded yet; null for a generation that does not follow the log.';
COMMENT ON COLUMN trueup.projections.state IS 'building; active; retired: was active before; kept: the books as they were known at an earlier time.';
COMMENT ON COLUMN trueup.projections.build IS 'Version of the code that folds it.';
COMMENT ON COLUMN trueup.projections.settings_digest IS 'Digest of the fold settings, in hex.';
COMMENT ON COLUMN trueup.projections.judged_until IS 'Every deadline up to this time has been judged.';
COMMENT ON COLUMN trueup.projections.until_position IS 'The position at which it ends; null: it follows the log.';
COMMENT ON COLUMN trueup.projections.created_at IS 'When it was begun.';
