-- Why: the schema of the SQL contract, and which generation its views show: the active one, or the
-- one that a session asked for with SET trueup.generation = 'NAME'.

CREATE SCHEMA trueup;
GRANT USAGE ON SCHEMA trueup TO trueup_reader, trueup_auditor, trueup_service;

-- One row per source. A left join in the caller keeps sources that nothing was projected for.
CREATE VIEW projection.selected AS
SELECT s.source_id,
       s.name AS source,
       coalesce(asked.generation, a.generation) AS generation
FROM log.source s
LEFT JOIN projection.active a ON a.source_id = s.source_id
LEFT JOIN projection.generation asked
       ON asked.source_id = s.source_id
      AND asked.name = nullif(current_setting('trueup.generation', true), '');
