-- Why: what a stretch of positions changed of the balances; read where no sum is stored yet.
-- One row per entry that came into the books after one position and up to another, and one with
-- its opposite per entry that left them. A layer that an entry leaves alone has a zero with the
-- digits of its amount, so that a sum of nothing else still reads 0.00.
CREATE OR REPLACE FUNCTION projection.entry_changes(
    source_id int, generation int, after bigint, until bigint
) RETURNS TABLE (
    account_id text, currency text, effective_at timestamptz,
    posted numeric, pending numeric, available numeric, entries bigint
)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 10000
    -- The indexes on the positions, whatever the planner believes of a young table.
    SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
AS $$
    SELECT e.account_id, e.currency, e.effective_at,
           CASE e.layer WHEN 'posted' THEN e.amount ELSE 0 * e.amount END,
           CASE e.layer WHEN 'pending' THEN e.amount ELSE 0 * e.amount END,
           e.available, 1
    FROM projection.entry e
    WHERE e.source_id = entry_changes.source_id AND e.generation = entry_changes.generation
      AND e.known_from > after AND e.known_from <= until
    UNION ALL
    SELECT e.account_id, e.currency, e.effective_at,
           CASE e.layer WHEN 'posted' THEN -e.amount ELSE 0 * e.amount END,
           CASE e.layer WHEN 'pending' THEN -e.amount ELSE 0 * e.amount END,
           -e.available, -1
    FROM projection.entry e
    WHERE e.source_id = entry_changes.source_id AND e.generation = entry_changes.generation
      AND e.known_until > after AND e.known_until <= until
$$;
REVOKE EXECUTE ON FUNCTION projection.entry_changes(int, int, bigint, bigint) FROM PUBLIC;
-- A view runs its functions as the one who asks; the schema is closed to readers otherwise.
GRANT EXECUTE ON FUNCTION projection.entry_changes(int, int, bigint, bigint) TO trueup_reader;
