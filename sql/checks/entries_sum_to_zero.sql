-- Why: every booking is balanced: money leaves one account for another, in every layer and currency.
SELECT s.name AS source, g.name AS generation, e.transaction_id, e.layer, e.currency,
       sum(e.amount) AS sum
FROM projection.generation g
JOIN log.source s ON s.source_id = g.source_id
JOIN projection.entry e ON e.source_id = g.source_id AND e.generation = g.generation
WHERE g.state <> 'retired' AND e.known_until IS NULL
GROUP BY s.name, g.name, e.transaction_id, e.layer, e.currency
HAVING sum(e.amount) <> 0
