-- Why: the trial balance: over all accounts of a source every currency sums to zero in each layer.
SELECT s.name AS source, g.name AS generation, a.currency,
       sum(a.posted) AS posted, sum(a.pending) AS pending
FROM projection.generation g
JOIN log.source s ON s.source_id = g.source_id
JOIN projection.account a ON a.source_id = g.source_id AND a.generation = g.generation
WHERE g.state <> 'retired'
GROUP BY s.name, g.name, a.currency
HAVING sum(a.posted) <> 0 OR sum(a.pending) <> 0
