-- Why: a finding stands where its last transition left it, and no transition is missing.
WITH history AS (
    SELECT h.source_id, h.generation, count(*) AS transitions, max(h.transition) AS last
    FROM projection.finding_history h
    GROUP BY h.source_id, h.generation
), latest AS (
    SELECT DISTINCT ON (h.source_id, h.generation, h.finding_id)
           h.source_id, h.generation, h.finding_id, h.to_status
    FROM projection.finding_history h
    ORDER BY h.source_id, h.generation, h.finding_id, h.transition DESC
)
SELECT s.name AS source, g.name AS generation, NULL::uuid AS finding_id,
       coalesce(h.transitions, 0) || ' transitions are stored, the last is number '
       || coalesce(h.last, 0) || '; ' || g.transitions || ' were decided' AS problem
FROM projection.generation g
JOIN log.source s ON s.source_id = g.source_id
LEFT JOIN history h ON h.source_id = g.source_id AND h.generation = g.generation
WHERE g.state <> 'retired'
  AND (coalesce(h.transitions, 0) <> g.transitions OR coalesce(h.last, 0) <> g.transitions)
UNION ALL
SELECT s.name, g.name, f.finding_id,
       'the finding is ' || f.status || ', its history ends with ' || coalesce(l.to_status, 'nothing')
FROM projection.generation g
JOIN log.source s ON s.source_id = g.source_id
JOIN projection.finding f ON f.source_id = g.source_id AND f.generation = g.generation
LEFT JOIN latest l ON l.source_id = f.source_id AND l.generation = f.generation
                  AND l.finding_id = f.finding_id
WHERE g.state <> 'retired' AND l.to_status IS DISTINCT FROM f.status
