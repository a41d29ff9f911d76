-- Why: the stored sums per account, hour and block are those of the entries, for every whole block.
WITH block AS (
    SELECT e.source_id, e.generation, e.account_id, e.currency,
           date_trunc('hour', e.effective_at, 'UTC') AS hour,
           (change.position - 1) / projection.block_length() AS block,
           sum(CASE e.layer WHEN 'posted' THEN change.sign * e.amount ELSE 0 END) AS posted,
           sum(CASE e.layer WHEN 'pending' THEN change.sign * e.amount ELSE 0 END) AS pending,
           sum(change.sign * e.available) AS available,
           sum(change.sign) AS entries
    FROM projection.entry e
    CROSS JOIN LATERAL (VALUES (e.known_from, 1), (e.known_until, -1)) AS change (position, sign)
    JOIN projection.generation g ON g.source_id = e.source_id AND g.generation = e.generation
    WHERE change.position
        <= g.checkpoint / projection.block_length() * projection.block_length()
    GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT s.name AS source, g.name AS generation, account_id, currency, hour, block,
       h.posted AS posted, b.posted AS posted_entries,
       h.pending AS pending, b.pending AS pending_entries,
       h.available AS available, b.available AS available_entries,
       h.entries AS entry_count, b.entries AS entries
FROM projection.account_hour h
FULL JOIN block b USING (source_id, generation, account_id, currency, hour, block)
JOIN projection.generation g USING (source_id, generation)
JOIN log.source s USING (source_id)
WHERE g.state <> 'retired'
  AND (coalesce(h.posted, 0) <> coalesce(b.posted, 0)
    OR coalesce(h.pending, 0) <> coalesce(b.pending, 0)
    OR coalesce(h.available, 0) <> coalesce(b.available, 0)
    OR coalesce(h.entries, 0) <> coalesce(b.entries, 0))
