-- Why: transactions that differ between two generations; `steps` only says that they do.
-- $1 source, $2 and $3 the generations before and after.
WITH before AS (
    SELECT * FROM projection.transaction WHERE source_id = $1 AND generation = $2
), after AS (
    SELECT * FROM projection.transaction WHERE source_id = $1 AND generation = $3
)
SELECT coalesce(b.transaction_id, a.transaction_id) AS subject, f.field, f.before, f.after,
       f.amount_after - f.amount_before AS difference
FROM before b
FULL JOIN after a ON a.transaction_id = b.transaction_id
CROSS JOIN LATERAL (VALUES
    (1, 'state', b.state, a.state, NULL::numeric, NULL::numeric),
    (2, 'kind', b.kind, a.kind, NULL, NULL),
    (3, 'currency', b.currency, a.currency, NULL, NULL),
    (4, 'authorized', b.authorized::text, a.authorized::text, b.authorized, a.authorized),
    (5, 'held', b.held::text, a.held::text, b.held, a.held),
    (6, 'cleared', b.cleared::text, a.cleared::text, b.cleared, a.cleared),
    (7, 'reversed', b.reversed::text, a.reversed::text, b.reversed, a.reversed),
    (8, 'refunded', b.refunded::text, a.refunded::text, b.refunded, a.refunded),
    (9, 'card_id', b.card_id, a.card_id, NULL, NULL),
    (10, 'account_id', b.account_id, a.account_id, NULL, NULL),
    (11, 'merchant', b.merchant, a.merchant, NULL, NULL),
    (12, 'mcc', b.mcc, a.mcc, NULL, NULL),
    (13, 'created_at', b.created_at::text, a.created_at::text, NULL, NULL),
    (14, 'updated_at', b.updated_at::text, a.updated_at::text, NULL, NULL),
    (15, 'steps', CASE WHEN b.steps::text IS DISTINCT FROM a.steps::text THEN 'as folded' END,
         CASE WHEN b.steps::text IS DISTINCT FROM a.steps::text THEN 'folded anew' END, NULL, NULL)
) AS f (place, field, before, after, amount_before, amount_after)
WHERE (b.state, b.kind, b.currency, b.authorized, b.held, b.cleared, b.reversed, b.refunded,
       b.card_id, b.account_id, b.merchant, b.mcc, b.created_at, b.updated_at, b.steps::text)
      IS DISTINCT FROM
      (a.state, a.kind, a.currency, a.authorized, a.held, a.cleared, a.reversed, a.refunded,
       a.card_id, a.account_id, a.merchant, a.mcc, a.created_at, a.updated_at, a.steps::text)
  AND f.before IS DISTINCT FROM f.after
ORDER BY subject, f.place
