-- Why: the projector calls it once a block of positions is folded: see projection.account_hour.
-- Sums up the blocks `first` to `last`, each for the only time; what came and went within one
-- block leaves no row.
CREATE OR REPLACE FUNCTION projection.sum_blocks(
    source_id int, generation int, first bigint, last bigint
) RETURNS void
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO projection.account_hour (source_id, generation, account_id, currency, hour, block,
        posted, pending, available, entries)
    SELECT sum_blocks.source_id, sum_blocks.generation, change.account_id, change.currency,
           date_trunc('hour', change.effective_at, 'UTC') AS hour, block,
           sum(change.posted), sum(change.pending), sum(change.available), sum(change.entries)
    FROM generate_series(first, last) AS block
    CROSS JOIN LATERAL projection.entry_changes(
        sum_blocks.source_id, sum_blocks.generation, block * projection.block_length(),
        (block + 1) * projection.block_length()) AS change
    GROUP BY change.account_id, change.currency, hour, block
    HAVING sum(change.posted) <> 0 OR sum(change.pending) <> 0 OR sum(change.available) <> 0
        OR sum(change.entries) <> 0
$$;
REVOKE EXECUTE ON FUNCTION projection.sum_blocks(int, int, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION projection.sum_blocks(int, int, bigint, bigint) TO trueup_service;
