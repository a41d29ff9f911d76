-- Why: what a transaction holds is the holder's net pending, and a final transaction holds nothing.
WITH pending AS (
    SELECT e.source_id, e.generation, e.transaction_id, e.account_id, e.currency,
           sum(e.amount) AS net
    FROM projection.entry e
    WHERE e.known_until IS NULL AND e.layer = 'pending'
    GROUP BY e.source_id, e.generation, e.transaction_id, e.account_id, e.currency
)
SELECT s.name AS source, g.name AS generation, t.transaction_id, t.state, t.currency, t.held,
       coalesce(holder.net, 0) AS net_pending
FROM projection.generation g
JOIN log.source s ON s.source_id = g.source_id
JOIN projection.transaction t ON t.source_id = g.source_id AND t.generation = g.generation
-- Money whose holder no event names stands on @unassigned; an id like a house account's has one
-- more @ in the books.
LEFT JOIN LATERAL (
    SELECT sum(p.net) AS net
    FROM pending p
    WHERE p.source_id = t.source_id AND p.generation = t.generation
      AND p.transaction_id = t.transaction_id AND p.currency = t.currency
      AND p.account_id IN (coalesce(t.account_id, t.card_id),
                           '@' || coalesce(t.account_id, t.card_id), '@unassigned')
) holder ON true
WHERE g.state <> 'retired'
  AND (t.held <> greatest(0, -coalesce(holder.net, 0))
    OR (t.held <> 0 AND t.state NOT IN ('pending', 'authorized', 'partially_cleared')))
