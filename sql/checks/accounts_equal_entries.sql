-- Why: an account's sums are those of its open entries, and no entry stands on an account without a row.
WITH booked AS (
    SELECT e.source_id, e.generation, e.account_id, e.currency,
           coalesce(sum(e.amount) FILTER (WHERE e.layer = 'posted'), 0) AS posted,
           coalesce(sum(e.amount) FILTER (WHERE e.layer = 'pending'), 0) AS pending,
           sum(e.available) AS available,
           count(*) AS entry_count
    FROM projection.entry e
    WHERE e.known_until IS NULL
    GROUP BY e.source_id, e.generation, e.account_id, e.currency
)
SELECT s.name AS source, g.name AS generation, account_id, currency,
       a.posted AS posted, coalesce(b.posted, 0) AS posted_entries,
       a.pending AS pending, coalesce(b.pending, 0) AS pending_entries,
       a.available AS available, coalesce(b.available, 0) AS available_entries,
       a.entry_count AS entry_count, coalesce(b.entry_count, 0) AS entries
FROM projection.account a
FULL JOIN booked b USING (source_id, generation, account_id, currency)
JOIN projection.generation g USING (source_id, generation)
JOIN log.source s USING (source_id)
WHERE g.state <> 'retired'
  AND (a.posted IS DISTINCT FROM coalesce(b.posted, 0)
    OR a.pending IS DISTINCT FROM coalesce(b.pending, 0)
    OR a.available IS DISTINCT FROM coalesce(b.available, 0)
    OR a.entry_count IS DISTINCT FROM coalesce(b.entry_count, 0))
