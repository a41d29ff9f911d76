-- Why: refused deliveries are counted in memory and written here once a second, so that a flood of
-- forgeries costs the database nothing. Of the samples the last hundred a source are kept.
CREATE OR REPLACE FUNCTION log.record_rejections(
    sources integer[], reasons text[], hours timestamptz[], counts bigint[],
    sample_sources integer[], sample_times timestamptz[], sample_reasons text[],
    sample_details text[], sample_bodies bytea[], sample_body_octets bigint[]
) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO log.rejection AS known (source_id, reason, hour, count)
    SELECT given.source_id, given.reason, given.hour, sum(given.count)
    FROM unnest(sources, reasons, hours, counts) AS given (source_id, reason, hour, count)
    GROUP BY given.source_id, given.reason, given.hour
    -- One order for all writers, or two of them could wait for each other.
    ORDER BY given.source_id, given.reason, given.hour
    ON CONFLICT (source_id, reason, hour) DO UPDATE SET count = known.count + excluded.count;

    IF cardinality(sample_sources) = 0 THEN
        RETURN;
    END IF;
    -- Two services that flush at once would draw the same ordinals. Samples must not hold up the
    -- connection that acknowledgements wait for: what is not written now is written next time.
    PERFORM set_config('lock_timeout', '200ms', true);
    LOCK TABLE log.rejection_sample IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO log.rejection_sample
        (source_id, ordinal, received_at, reason, detail, body, body_octets)
    SELECT given.source_id,
        coalesce((SELECT max(s.ordinal) FROM log.rejection_sample AS s
            WHERE s.source_id = given.source_id), 0)
            + row_number() OVER (PARTITION BY given.source_id ORDER BY given.ordinality),
        given.received_at, given.reason, given.detail, given.body, given.body_octets
    FROM unnest(sample_sources, sample_times, sample_reasons, sample_details, sample_bodies,
            sample_body_octets) WITH ORDINALITY
        AS given (source_id, received_at, reason, detail, body, body_octets, ordinality);
    DELETE FROM log.rejection_sample AS old
    WHERE old.source_id = ANY (sample_sources)
        AND old.ordinal <= (SELECT max(s.ordinal) - 100 FROM log.rejection_sample AS s
            WHERE s.source_id = old.source_id);
END
$$;
REVOKE EXECUTE ON FUNCTION log.record_rejections(integer[], text[], timestamptz[], bigint[],
    integer[], timestamptz[], text[], text[], bytea[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.record_rejections(integer[], text[], timestamptz[], bigint[],
    integer[], timestamptz[], text[], text[], bytea[], bigint[]) TO trueup_intake;
