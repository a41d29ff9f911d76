-- Why: accounts whose money differs between two generations; the largest differences first.
-- $1 source, $2 and $3 the generations before and after.
WITH before AS (
    SELECT * FROM projection.account WHERE source_id = $1 AND generation = $2
), after AS (
    SELECT * FROM projection.account WHERE source_id = $1 AND generation = $3
)
SELECT coalesce(b.account_id, a.account_id) || ' ' || coalesce(b.currency, a.currency) AS subject,
       f.field, f.before::text, f.after::text,
       coalesce(f.after, 0) - coalesce(f.before, 0) AS difference
FROM before b
FULL JOIN after a ON a.account_id = b.account_id AND a.currency = b.currency
CROSS JOIN LATERAL (VALUES
    (1, 'posted', b.posted, a.posted), (2, 'pending', b.pending, a.pending),
    (3, 'available', b.available, a.available), (4, 'opening', b.opening, a.opening),
    (5, 'drift', b.drift, a.drift), (6, 'entry_count', b.entry_count, a.entry_count)
) AS f (place, field, before, after)
WHERE (b.posted, b.pending, b.available, b.opening, b.drift, b.entry_count)
      IS DISTINCT FROM (a.posted, a.pending, a.available, a.opening, a.drift, a.entry_count)
  AND f.before IS DISTINCT FROM f.after
ORDER BY greatest(abs(coalesce(a.posted, 0) - coalesce(b.posted, 0)),
                  abs(coalesce(a.pending, 0) - coalesce(b.pending, 0))) DESC,
         subject, f.place
