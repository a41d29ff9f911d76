-- Why: deliveries that were refused at the door, counted by cause.
CREATE OR REPLACE VIEW trueup.rejections AS
SELECT coalesce(s.name, '(unknown)') AS source, r.reason, r.hour, r.count
FROM log.rejection r
LEFT JOIN log.source s ON s.source_id = r.source_id;
GRANT SELECT ON trueup.rejections TO trueup_reader;

COMMENT ON VIEW trueup.rejections IS 'Refused deliveries per source, cause and hour; nothing of them is in the log.';
COMMENT ON COLUMN trueup.rejections.source IS 'Name of the source; (unknown) for paths that name none.';
COMMENT ON COLUMN trueup.rejections.reason IS 'Cause, as counted.';
COMMENT ON COLUMN trueup.rejections.hour IS 'Start of the hour, UTC.';
COMMENT ON COLUMN trueup.rejections.count IS 'Number of deliveries.';
