-- Why: what one position brings into the books and takes out of them is balanced, so the books were
-- balanced at every position, not only now.
SELECT s.name AS source, g.name AS generation, e.transaction_id, e.layer, e.currency,
       change.position, sum(change.sign * e.amount) AS sum
FROM projection.generation g
JOIN log.source s ON s.source_id = g.source_id
JOIN projection.entry e ON e.source_id = g.source_id AND e.generation = g.generation
CROSS JOIN LATERAL (VALUES (e.known_from, 1), (e.known_until, -1)) AS change (position, sign)
WHERE g.state <> 'retired' AND change.position IS NOT NULL
GROUP BY s.name, g.name, e.transaction_id, e.layer, e.currency, change.position
HAVING sum(change.sign * e.amount) <> 0
