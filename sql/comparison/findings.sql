-- Why: findings that only one of two generations has, or that it judges otherwise.
-- $1 source, $2 and $3 the generations before and after.
WITH before AS (
    SELECT * FROM projection.finding WHERE source_id = $1 AND generation = $2
), after AS (
    SELECT * FROM projection.finding WHERE source_id = $1 AND generation = $3
)
SELECT coalesce(b.rule, a.rule) || ' ' || coalesce(b.subject_kind, a.subject_kind) || ' '
           || coalesce(b.subject_id, a.subject_id)
           || coalesce(' / ' || nullif(coalesce(b.discriminator, a.discriminator), ''), '')
           AS subject,
       f.field, f.before, f.after, f.amount_after - f.amount_before AS difference
FROM before b
FULL JOIN after a ON a.finding_id = b.finding_id
CROSS JOIN LATERAL (VALUES
    (1, 'status', b.status, a.status, NULL::numeric, NULL::numeric),
    (2, 'severity', b.severity, a.severity, NULL, NULL),
    (3, 'amount', b.amount::text, a.amount::text, b.amount, a.amount),
    (4, 'currency', b.currency, a.currency, NULL, NULL),
    (5, 'summary', b.summary, a.summary, NULL, NULL),
    (6, 'occurrences', b.occurrences::text, a.occurrences::text, NULL, NULL),
    (7, 'detected_at', b.detected_at::text, a.detected_at::text, NULL, NULL),
    (8, 'resolved_at', b.resolved_at::text, a.resolved_at::text, NULL, NULL)
) AS f (place, field, before, after, amount_before, amount_after)
WHERE f.before IS DISTINCT FROM f.after
ORDER BY array_position(ARRAY['critical', 'error', 'warning', 'info'],
                        coalesce(a.severity, b.severity)), subject, f.place
