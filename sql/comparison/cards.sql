-- Why: cards that differ between two generations.
-- $1 source, $2 and $3 the generations before and after.
WITH before AS (
    SELECT * FROM projection.card WHERE source_id = $1 AND generation = $2
), after AS (
    SELECT * FROM projection.card WHERE source_id = $1 AND generation = $3
)
SELECT coalesce(b.card_id, a.card_id) AS subject, f.field, f.before, f.after,
       NULL::numeric AS difference
FROM before b
FULL JOIN after a ON a.card_id = b.card_id
CROSS JOIN LATERAL (VALUES
    (0, 'card', b.card_id, a.card_id),
    (1, 'account_id', b.account_id, a.account_id), (2, 'status', b.status, a.status),
    (3, 'last4', b.last4, a.last4), (4, 'expiry', b.expiry, a.expiry),
    (5, 'holder_id', b.holder_id, a.holder_id), (6, 'currency', b.currency, a.currency),
    (7, 'spend_limit', b.spend_limit::text, a.spend_limit::text),
    (8, 'opened_at', b.opened_at::text, a.opened_at::text),
    (9, 'closed_at', b.closed_at::text, a.closed_at::text),
    (10, 'last_event_at', b.last_event_at::text, a.last_event_at::text)
) AS f (place, field, before, after)
WHERE f.before IS DISTINCT FROM f.after
ORDER BY subject, f.place
