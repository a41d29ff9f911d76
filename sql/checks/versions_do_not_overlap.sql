-- Why: at any position the books hold at most one version of an entry, so their history balances too.
WITH version AS (
    SELECT e.source_id, e.generation, e.entry_id, e.known_from, e.known_until,
           lead(e.known_from) OVER (
               PARTITION BY e.source_id, e.generation, e.entry_id ORDER BY e.known_from) AS next_from
    FROM projection.entry e
)
SELECT s.name AS source, g.name AS generation, v.entry_id, v.known_from, v.known_until,
       v.next_from
FROM projection.generation g
JOIN log.source s ON s.source_id = g.source_id
JOIN version v ON v.source_id = g.source_id AND v.generation = g.generation
WHERE g.state <> 'retired'
  AND (v.known_until <= v.known_from
    OR (v.next_from IS NOT NULL AND (v.known_until IS NULL OR v.known_until > v.next_from)))
