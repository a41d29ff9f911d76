-- Why: the one way into the log. Appends a batch of one source and one kind: arrays in, one row
-- an item out, in the order of the items. All or nothing; log.append and its like call it.
--
-- The first statement locks the head. Everything that looks at the log comes in later statements:
-- only these see what the writer before us committed while we waited for the lock.
--
-- The chain: chain(n) = SHA-256 of, one after the other,
--     chain(n-1), where chain(0) = SHA-256('trueup:' || the source's name)
--     epoch (4 bytes), position (8 bytes)
--     every other column in the table's order, but event_key and chain:
--     source_id (4 bytes), kind, event_id, repeats, type, decode_error, subject,
--     created_at and received_at (8 bytes each: microseconds since 2000-01-01 UTC, null is the
--     smallest 64-bit number, which is how PostgreSQL sends -infinity),
--     attempt, proof, content_digest, digest (which stands for the body)
-- Integers are big-endian. Texts, bytes and integers that may be null have a 4-byte length before
-- them; null is the length 0xFFFFFFFF.
CREATE OR REPLACE FUNCTION log.append_events(
    source integer,
    event_kind text,
    event_ids text[],
    types text[],
    decode_errors text[],
    subjects text[],
    created_times timestamptz[],
    attempts integer[],
    proofs text[],
    contents bytea[],
    bodies bytea[],
    retry_window_seconds integer
) RETURNS TABLE (item integer, status text, "position" bigint, clamped_microseconds bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    -- A plan made while the log is young must still serve when it is large. So every look-up below
    -- is a LATERAL subquery with LIMIT 1, which cannot become a join over the whole log.
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    item_count constant integer := cardinality(bodies);
    head log.head;
    now_at timestamptz;
    receipt_at timestamptz;
    -- Aligned with the items:
    ids text[];
    base_keys uuid[];        -- of the id as stated or derived, before any #n
    keys uuid[];
    content_digests bytea[];
    digests bytea[];
    occurrences integer[];   -- of timeless derived ids, else null
    statuses text[];
    positions bigint[];      -- the event's own, or that of the event which it repeats
    repeated bigint[];       -- conflicts: the first position of the id
    times_differ boolean[];  -- equal repeats: whether they state another created_at
    chains bytea[];          -- of new events, else null
    link bytea;
    payload record;
    new_count integer;
    has_collision boolean;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'log.append needs the isolation level read committed, not %',
            current_setting('transaction_isolation') USING ERRCODE = 'TL001';
    END IF;
    IF (item_count = ALL (ARRAY[cardinality(event_ids), cardinality(types),
        cardinality(decode_errors), cardinality(subjects), cardinality(created_times),
        cardinality(attempts), cardinality(proofs), cardinality(contents)])) IS NOT TRUE
    THEN
        RAISE EXCEPTION 'log.append needs arrays of one length' USING ERRCODE = 'TL005';
    END IF;

    SELECT h.* INTO head FROM log.head AS h WHERE h.source_id = source FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no source has the number %', source
            USING ERRCODE = 'TL002', HINT = 'log.register_source makes one.';
    END IF;
    now_at := clock_timestamp();
    -- Time never goes back, also where the clock of another server does after a failover: neither
    -- behind what was received nor behind what a sweep has judged.
    receipt_at := greatest(now_at, head.received_at, head.swept_until);

    -- Digests, ids and keys, from the arguments alone.
    SELECT array_agg(named.id), array_agg(log.event_key(event_kind, named.id)),
        array_agg(named.content_digest), array_agg(named.digest),
        array_agg(CASE WHEN named.is_timeless THEN 1 END)
    INTO ids, keys, content_digests, digests, occurrences
    FROM (
        SELECT digested.digest, digested.content_digest,
            coalesce(event_id, 'sha256:' || encode(digested.content_digest, 'hex')) AS id,
            event_id IS NULL AND created_at IS NULL AS is_timeless
        FROM unnest(event_ids, created_times, contents, bodies) WITH ORDINALITY
            AS given (event_id, created_at, content, body, ordinality)
        CROSS JOIN LATERAL (
            SELECT hashed.digest, coalesce(sha256(content), hashed.digest) AS content_digest
            -- OFFSET 0 keeps the planner from hashing the body once for each use.
            FROM (SELECT sha256(body) AS digest OFFSET 0) AS hashed OFFSET 0
        ) AS digested
        ORDER BY ordinality
    ) AS named;
    base_keys := keys;

    -- A derived id without a stated time recurs: an equal body after the retry window is not a
    -- retry but the same thing happening again, the second occurrence is named #2.
    IF 1 = ANY (occurrences) THEN
        SELECT array_agg(CASE WHEN counted.occurrence > 1 THEN counted.id ELSE given_id END),
            array_agg(CASE WHEN counted.occurrence > 1
                THEN log.event_key(event_kind, counted.id) ELSE given_key END),
            array_agg(counted.occurrence)
        INTO ids, keys, occurrences
        FROM (
            SELECT given_id, given_key, number.occurrence,
                given_id || '#' || number.occurrence AS id
            FROM unnest(ids, keys, occurrences) WITH ORDINALITY
                AS given (given_id, given_key, first_occurrence, ordinality)
            LEFT JOIN LATERAL (
                SELECT recurrence.ordinal, recurrence.last_received_at FROM log.recurrence
                WHERE recurrence.source_id = source AND recurrence.event_key = given_key LIMIT 1
            ) AS last ON first_occurrence = 1
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN receipt_at
                        > last.last_received_at + make_interval(secs => retry_window_seconds)
                    THEN last.ordinal + 1
                    ELSE coalesce(last.ordinal, first_occurrence)
                END AS occurrence
            ) AS number
            ORDER BY ordinality
        ) AS counted;
    END IF;

    -- What each item is: new, an equal repeat, or a conflict with the first event of its id; that
    -- event may be in the log or earlier in this very batch.
    WITH compared AS (
        SELECT item.*,
            known.position AS first_position, known.created_at AS first_created_at,
            known.event_id <> item.id OR known.kind <> event_kind AS is_collision,
            item.content_digest <> coalesce(known.content_digest,
                first_value(item.content_digest) OVER same_id) AS is_conflict
        FROM unnest(ids, keys, content_digests, created_times) WITH ORDINALITY
            AS item (id, id_key, content_digest, created_at, ordinality)
        LEFT JOIN LATERAL (
            SELECT event.position, event.kind, event.event_id, event.content_digest,
                event.created_at
            FROM log.event WHERE event.source_id = source AND event.event_key = item.id_key LIMIT 1
        ) AS known ON true
        WINDOW same_id AS (PARTITION BY item.id_key, item.id ORDER BY item.ordinality)
    ), keyed AS (
        SELECT compared.*,
            CASE WHEN is_conflict THEN log.conflict_key(event_kind, id, content_digest)
                ELSE id_key END AS key
        FROM compared
    ), matched AS (
        SELECT keyed.*,
            CASE WHEN is_conflict THEN known.position ELSE first_position END AS logged_position,
            CASE WHEN is_conflict THEN known.created_at ELSE first_created_at END
                AS logged_created_at,
            row_number() OVER (PARTITION BY keyed.key, id ORDER BY ordinality) = 1 AS is_leader
        FROM keyed
        LEFT JOIN LATERAL (
            SELECT event.position, event.created_at
            FROM log.event
            WHERE keyed.is_conflict
                AND event.source_id = source AND event.event_key = keyed.key LIMIT 1
        ) AS known ON true
    ), placed AS (
        SELECT matched.*,
            logged_position IS NULL AND is_leader AS is_new,
            head.position + count(*) FILTER (WHERE logged_position IS NULL AND is_leader)
                OVER (ORDER BY ordinality) AS new_position
        FROM matched
    ), judged AS (
        SELECT ordinality, key, is_collision,
            CASE WHEN NOT is_new THEN 'duplicate'
                WHEN is_conflict THEN 'conflict' ELSE 'appended' END AS status,
            coalesce(logged_position, first_value(new_position)
                OVER (PARTITION BY key, id ORDER BY ordinality)) AS "position",
            CASE WHEN is_conflict THEN coalesce(first_position, first_value(new_position)
                OVER (PARTITION BY id_key, id ORDER BY ordinality)) END AS repeats,
            created_at IS DISTINCT FROM CASE WHEN logged_position IS NOT NULL
                THEN logged_created_at ELSE first_value(created_at)
                OVER (PARTITION BY key, id ORDER BY ordinality) END AS created_at_differs
        FROM placed
        ORDER BY ordinality
    )
    SELECT array_agg(judged.status), array_agg(judged.position), array_agg(judged.repeats),
        array_agg(judged.key), array_agg(judged.created_at_differs),
        bool_or(judged.is_collision),
        count(*) FILTER (WHERE judged.status <> 'duplicate')
    INTO statuses, positions, repeated, keys, times_differ, has_collision, new_count
    FROM judged;
    IF has_collision THEN
        RAISE EXCEPTION 'two ids of source % share their first 16 bytes of SHA-256', source
            USING ERRCODE = 'unique_violation';
    END IF;

    link := head.chain;
    chains := array_fill(NULL::bytea, ARRAY[item_count]);
    FOR payload IN
        SELECT ordinality::integer AS item,
            int4send(head.epoch) || int8send("position") || int4send(source)
                || log.framed(event_kind) || log.framed(id) || log.framed(int8send(repeats))
                || log.framed(type) || log.framed(decode_error) || log.framed(subject)
                || coalesce(timestamptz_send(created_at), '\x8000000000000000'::bytea)
                || timestamptz_send(receipt_at)
                || log.framed(int4send(attempt)) || log.framed(proof)
                || log.framed(content_digest) || log.framed(digest) AS octets
        FROM unnest(statuses, positions, ids, repeated, types, decode_errors, subjects,
                created_times, attempts, proofs, content_digests, digests) WITH ORDINALITY
            AS item (status, "position", id, repeats, type, decode_error, subject, created_at,
                attempt, proof, content_digest, digest, ordinality)
        WHERE status <> 'duplicate'
        ORDER BY ordinality
    LOOP
        link := sha256(link || payload.octets);
        chains[payload.item] := link;
    END LOOP;

    IF new_count > 0 THEN
        INSERT INTO log.event (source_id, position, kind, event_id, event_key, repeats, type,
            decode_error, subject, created_at, received_at, attempt, proof, body, content_digest,
            digest, chain)
        SELECT source, "position", event_kind, id, key, repeats, type, decode_error, subject,
            created_at, receipt_at, attempt, proof, body, content_digest, digest, chain
        FROM unnest(statuses, positions, ids, keys, repeated, types, decode_errors, subjects,
                created_times, attempts, proofs, bodies, content_digests, digests, chains)
            AS item (status, "position", id, key, repeats, type, decode_error, subject,
                created_at, attempt, proof, body, content_digest, digest, chain)
        WHERE status <> 'duplicate';

        UPDATE log.head AS h
        SET position = h.position + new_count, chain = link, received_at = receipt_at
        WHERE h.source_id = source;
    END IF;

    IF new_count < item_count THEN
        WITH repeat AS (
            SELECT item."position", item.attempt, item.created_at_differs,
                row_number() OVER (PARTITION BY item."position" ORDER BY item.ordinality) AS rank
            FROM unnest(statuses, positions, attempts, times_differ) WITH ORDINALITY
                AS item (status, "position", attempt, created_at_differs, ordinality)
            WHERE item.status = 'duplicate'
        ), kept AS (
            INSERT INTO log.redelivery (source_id, position, ordinal, received_at, attempt)
            SELECT source, repeat."position", coalesce(earlier.count, 0) + repeat.rank,
                receipt_at, repeat.attempt
            FROM repeat
            LEFT JOIN LATERAL (
                SELECT redelivery_count.count FROM log.redelivery_count
                WHERE redelivery_count.source_id = source
                    AND redelivery_count.position = repeat."position" LIMIT 1
            ) AS earlier ON true
            WHERE coalesce(earlier.count, 0) + repeat.rank <= 10
        )
        INSERT INTO log.redelivery_count AS known
            (source_id, position, count, created_at_differs, last_received_at)
        SELECT source, repeat."position", count(*),
            count(*) FILTER (WHERE repeat.created_at_differs), receipt_at
        FROM repeat
        GROUP BY repeat."position"
        ON CONFLICT (source_id, position) DO UPDATE SET
            count = known.count + excluded.count,
            created_at_differs = known.created_at_differs + excluded.created_at_differs,
            last_received_at = excluded.last_received_at;
    END IF;

    INSERT INTO log.recurrence AS known (source_id, event_key, ordinal, last_received_at)
    SELECT DISTINCT source, base_key, occurrence, receipt_at
    FROM unnest(base_keys, occurrences) AS item (base_key, occurrence)
    WHERE occurrence IS NOT NULL
    ON CONFLICT (source_id, event_key) DO UPDATE
        SET ordinal = excluded.ordinal, last_received_at = excluded.last_received_at;

    RETURN QUERY
        SELECT ordinality::integer, answer.status, answer."position",
            (extract(epoch FROM receipt_at - now_at) * 1000000)::bigint
        FROM unnest(statuses, positions) WITH ORDINALITY
            AS answer (status, "position", ordinality);
END
$$;
-- Granted to nobody: the kind of an event is the caller's privilege (log.append and its like).
REVOKE EXECUTE ON FUNCTION log.append_events(integer, text, text[], text[], text[], text[],
    timestamptz[], integer[], text[], bytea[], bytea[], integer) FROM PUBLIC;
