-- Why: what a transaction holds is the holder's net pending, and a final transaction holds nothing.
WITH pending AS (
    SELECT t.source_id, t.generation, t.transaction_id, sum(e.amount) AS net
    FROM projection.transaction t
    JOIN projection.entry e USING (source_id, generation, transaction_id, currency)
    WHERE e.known_until IS NULL AND e.layer = 'pending'
      -- Money whose holder no event names stands on @unassigned; an id like a house account's has
      -- one more @ in the books.
      AND e.account_id IN (coalesce(t.account_id, t.card_id),
                           '@' || coalesce(t.account_id, t.card_id), '@unassigned')
    GROUP BY t.source_id, t.generation, t.transaction_id
)
SELECT s.name AS source, g.name AS generation, t.transaction_id, t.state, t.currency, t.held,
       coalesce(p.net, 0) AS net_pending
FROM projection.transaction t
LEFT JOIN pending p USING (source_id, generation, transaction_id)
JOIN projection.generation g USING (source_id, generation)
JOIN log.source s USING (source_id)
WHERE g.state <> 'retired'
  AND (t.held <> greatest(0, -coalesce(p.net, 0))
    OR (t.held <> 0 AND t.state NOT IN ('pending', 'authorized', 'partially_cleared')))
