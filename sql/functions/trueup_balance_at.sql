-- Why: what an account held at a time, as we know it now or as we knew it then, at a bounded cost.
--
-- A function of its caller's snapshot: the books up to the last position that had been received by
-- `known_at` and is folded. Their state at the end of the last whole block of positions comes from
-- the sums of earlier hours and, within the hour of `at`, from the entries; then comes what the
-- positions after that block changed. OFFSET 0 keeps a condition away from the choice of an index.
CREATE OR REPLACE FUNCTION trueup.balance_at(
    source text, account_id text, at timestamptz, known_at timestamptz DEFAULT now()
) RETURNS TABLE (currency text, posted numeric, pending numeric, available numeric)
    LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER ROWS 1
    SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    chosen record;
    known bigint;
    summed bigint;
    hour_start constant timestamptz := date_trunc('hour', balance_at.at, 'UTC');
BEGIN
    SELECT g.source_id, g.generation, n.checkpoint INTO chosen
    FROM projection.selected g
    JOIN projection.generation n ON n.source_id = g.source_id AND n.generation = g.generation
    WHERE g.source = balance_at.source;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    known := projection.position_known_at(
        chosen.source_id, chosen.checkpoint, balance_at.known_at);
    summed := known / projection.block_length() * projection.block_length();

    RETURN QUERY
    WITH RECURSIVE held_in AS (
        -- The account's currencies, each by one look-up.
        (SELECT h.currency FROM projection.account_hour h
         WHERE h.source_id = chosen.source_id AND h.generation = chosen.generation
           AND h.account_id = balance_at.account_id
         ORDER BY h.currency LIMIT 1)
        UNION ALL
        SELECT (SELECT h.currency FROM projection.account_hour h
                WHERE h.source_id = chosen.source_id AND h.generation = chosen.generation
                  AND h.account_id = balance_at.account_id AND h.currency > last.currency
                ORDER BY h.currency LIMIT 1)
        FROM held_in AS last
        WHERE last.currency IS NOT NULL
    ), part AS (
        SELECT held_in.currency, h.posted, h.pending, h.available, h.entries
        FROM held_in
        JOIN projection.account_hour h
          ON h.source_id = chosen.source_id AND h.generation = chosen.generation
         AND h.account_id = balance_at.account_id AND h.currency = held_in.currency
         AND h.hour < hour_start AND h.block < summed / projection.block_length()
        UNION ALL
        SELECT held_in.currency, CASE e.layer WHEN 'posted' THEN e.amount ELSE 0 * e.amount END,
               CASE e.layer WHEN 'pending' THEN e.amount ELSE 0 * e.amount END, e.available, 1
        FROM held_in
        CROSS JOIN LATERAL (
            SELECT e.layer, e.amount, e.available, e.known_from, e.known_until
            FROM projection.entry e
            WHERE e.source_id = chosen.source_id AND e.generation = chosen.generation
              AND e.account_id = balance_at.account_id AND e.currency = held_in.currency
              AND e.effective_at >= hour_start AND e.effective_at <= balance_at.at
              AND e.known_until IS NULL OFFSET 0) AS e
        WHERE e.known_from <= summed
        UNION ALL
        SELECT held_in.currency, CASE e.layer WHEN 'posted' THEN e.amount ELSE 0 * e.amount END,
               CASE e.layer WHEN 'pending' THEN e.amount ELSE 0 * e.amount END, e.available, 1
        FROM held_in
        CROSS JOIN LATERAL (
            SELECT e.layer, e.amount, e.available, e.known_from, e.known_until
            FROM projection.entry e
            WHERE e.source_id = chosen.source_id AND e.generation = chosen.generation
              AND e.account_id = balance_at.account_id AND e.currency = held_in.currency
              AND e.effective_at >= hour_start AND e.effective_at <= balance_at.at
              AND e.known_until IS NOT NULL OFFSET 0) AS e
        WHERE e.known_from <= summed AND e.known_until > summed
        UNION ALL
        SELECT c.currency, c.posted, c.pending, c.available, c.entries
        FROM projection.entry_changes(
            chosen.source_id, chosen.generation, summed, known) AS c
        WHERE c.account_id = balance_at.account_id AND c.effective_at <= balance_at.at
    )
    SELECT part.currency, sum(part.posted), sum(part.pending), sum(part.available)
    FROM part
    GROUP BY part.currency
    HAVING sum(part.entries) > 0
    ORDER BY part.currency;
END
$$;
REVOKE EXECUTE ON FUNCTION trueup.balance_at(text, text, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trueup.balance_at(text, text, timestamptz, timestamptz)
TO trueup_reader;

COMMENT ON FUNCTION trueup.balance_at(text, text, timestamptz, timestamptz) IS 'What an account or house account held at a time (that time included), by the books as they were known at another time: from every event received by then. One row per currency in which an entry was effective by then; no row for a source or account that the books do not have, before the first event, for a generation that the source does not have, and for null.';
