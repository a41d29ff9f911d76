-- Why: the schema of the SQL contract, and which generation its views show: the active one, or the
-- one that a session asked for with SET trueup.generation = 'NAME'.

CREATE SCHEMA trueup;
GRANT USAGE ON SCHEMA trueup TO trueup_reader;

-- At most one row per source. A source that has no generation of the name asked for shows nothing:
-- a misspelt name must not pass the active books off as others.
CREATE VIEW projection.selected AS
SELECT s.source_id, s.name AS source, g.generation
FROM log.source s
JOIN projection.generation g ON g.source_id = s.source_id
LEFT JOIN projection.active a ON a.source_id = s.source_id
WHERE CASE coalesce(current_setting('trueup.generation', true), '')
      WHEN '' THEN g.generation = a.generation
      ELSE g.name = current_setting('trueup.generation', true)
      END;
