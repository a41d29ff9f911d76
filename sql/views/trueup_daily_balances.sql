-- Why: what every account held at the end of each day, without reading its entries again.
CREATE OR REPLACE VIEW trueup.daily_balances AS
SELECT moved.source,
       moved.account_id,
       moved.currency,
       moved.day,
       lead(moved.day) OVER account AS next_day,
       sum(moved.posted) OVER account AS posted,
       sum(moved.pending) OVER account AS pending,
       sum(moved.available) OVER account AS available,
       moved.posted AS posted_change,
       moved.pending AS pending_change,
       moved.available AS available_change,
       moved.entries AS entry_count
FROM (
    SELECT g.source, change.account_id, change.currency, change.day,
           sum(change.posted) AS posted, sum(change.pending) AS pending,
           sum(change.available) AS available, sum(change.entries)::bigint AS entries
    FROM projection.selected g
    JOIN projection.generation n ON n.source_id = g.source_id AND n.generation = g.generation
    CROSS JOIN LATERAL (
        SELECT h.account_id, h.currency, (h.hour AT TIME ZONE 'UTC')::date AS day,
               h.posted, h.pending, h.available, h.entries
        FROM projection.account_hour h
        WHERE h.source_id = g.source_id AND h.generation = g.generation
        UNION ALL
        SELECT c.account_id, c.currency, (c.effective_at AT TIME ZONE 'UTC')::date,
               c.posted, c.pending, c.available, c.entries
        FROM projection.entry_changes(
            g.source_id, g.generation,
            n.checkpoint / projection.block_length() * projection.block_length(),
            n.checkpoint) AS c
    ) AS change
    GROUP BY g.source, change.account_id, change.currency, change.day
    HAVING sum(change.entries) > 0
) AS moved
WINDOW account AS (
    PARTITION BY moved.source, moved.account_id, moved.currency ORDER BY moved.day);
GRANT SELECT ON trueup.daily_balances TO trueup_reader;

COMMENT ON VIEW trueup.daily_balances IS 'Closing balance of each account and currency on each day (UTC) with an entry, as it is known now; it holds until the day before next_day.';
COMMENT ON COLUMN trueup.daily_balances.source IS 'Name of the source, as configured.';
COMMENT ON COLUMN trueup.daily_balances.account_id IS 'Account, card or house account.';
COMMENT ON COLUMN trueup.daily_balances.currency IS 'Currency or asset code.';
COMMENT ON COLUMN trueup.daily_balances.day IS 'Day in UTC, by the effective times of the entries.';
COMMENT ON COLUMN trueup.daily_balances.next_day IS 'Next day with an entry; null for the last.';
COMMENT ON COLUMN trueup.daily_balances.posted IS 'Money that had moved by the end of the day, in major units, from the holder''s view.';
COMMENT ON COLUMN trueup.daily_balances.pending IS 'Holds at the end of the day; negative where money is held.';
COMMENT ON COLUMN trueup.daily_balances.available IS 'Available money at the end of the day.';
COMMENT ON COLUMN trueup.daily_balances.posted_change IS 'What the day changed of posted.';
COMMENT ON COLUMN trueup.daily_balances.pending_change IS 'What the day changed of pending.';
COMMENT ON COLUMN trueup.daily_balances.available_change IS 'What the day changed of available.';
COMMENT ON COLUMN trueup.daily_balances.entry_count IS 'Number of open entries that are effective on the day.';
