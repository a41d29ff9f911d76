-- Why: the one way into the log. Appends a batch of one source and one kind: arrays in, one row
-- an item out, in the order of the items. All or nothing; log.append and its like call it.
--
-- The first statement locks the head. Everything that looks at the log comes in later statements:
-- only these see what the writer before us committed while we waited for the lock.
--
-- What is stored of an item, and the chain, are written down in sql/README.md: the log's format.
CREATE OR REPLACE FUNCTION log.append_events(
    source integer,
    event_kind text,
    event_ids text[],           -- null: the id is derived from the content
    types text[],
    decode_errors text[],
    subjects text[],
    created_times timestamptz[],
    attempts integer[],
    proofs text[],
    contents bytea[],           -- what a retry keeps; null: the whole body
    bodies bytea[],
    retry_window_seconds integer  -- null: a derived id stands for its content for ever
) RETURNS TABLE (item integer, status text, "position" bigint, clamped_microseconds bigint)
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
    -- A plan made while the log is young must still serve when it is large.
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    item_count constant integer := cardinality(bodies);
    head log.head;
    source_secret bytea;
    now_at timestamptz;
    receipt_at timestamptz;
    ids text[];
    id_keys uuid[];
    -- The items of a run share no id with each other.
    run_start integer := 1;
    run_end integer;
    given record;
    known_position bigint;
    known_created_at timestamptz;
    key uuid;
    salt bytea;
    content_digest bytea;
    digest bytea;
    -- The new events of the run:
    new_count integer;
    new_items integer[];
    new_keys uuid[];
    new_repeats bigint[];
    new_salts bytea[];
    new_content_digests bytea[];
    new_digests bytea[];
    new_chains bytea[];
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'appending needs the isolation level read committed, not %',
            current_setting('transaction_isolation') USING ERRCODE = 'TL001';
    END IF;
    IF (item_count = ALL (ARRAY[cardinality(event_ids), cardinality(types),
        cardinality(decode_errors), cardinality(subjects), cardinality(created_times),
        cardinality(attempts), cardinality(proofs), cardinality(contents)])) IS NOT TRUE
    THEN
        RAISE EXCEPTION 'appending needs arrays of one length' USING ERRCODE = 'TL005';
    END IF;

    SELECT h.* INTO head FROM log.head AS h WHERE h.source_id = source FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no source has the number %', source
            USING ERRCODE = 'TL002', HINT = 'log.register_source makes one.';
    END IF;
    SELECT s.secret INTO STRICT source_secret FROM log.secret AS s WHERE s.source_id = source;
    now_at := clock_timestamp();
    -- Time never goes back, also where the clock of another server does after a failover: neither
    -- behind what was received nor behind what a sweep has judged.
    receipt_at := greatest(now_at, head.received_at, head.swept_until);
    clamped_microseconds := extract(epoch FROM receipt_at - now_at) * 1000000;

    SELECT array_agg(named.id), array_agg(log.event_key(event_kind, named.id))
    INTO ids, id_keys
    FROM (
        SELECT coalesce(event_ids[place], log.derived_id(source, event_kind, source_secret,
            coalesce(contents[place], bodies[place]),
            CASE WHEN created_times[place] IS NULL THEN retry_window_seconds END,
            receipt_at)) AS id
        FROM generate_series(1, item_count) AS place
        ORDER BY place
    ) AS named;

    WHILE run_start <= item_count LOOP
        -- An item that repeats another of the batch waits until that one is in the log.
        SELECT coalesce(min(keyed.place) - 1, item_count) INTO run_end
        FROM (
            SELECT place, lag(place) OVER (PARTITION BY id_key ORDER BY place) AS earlier
            FROM unnest(id_keys) WITH ORDINALITY AS given (id_key, place)
        ) AS keyed
        WHERE keyed.earlier >= run_start;
        new_count := 0;

        FOR given IN
            SELECT place, ids[place] AS id, coalesce(contents[place], bodies[place]) AS content,
                first.*
            FROM generate_series(run_start, run_end) AS place
            LEFT JOIN LATERAL (
                -- The id is compared, too: two ids with one key would fail at the unique index.
                -- LIMIT keeps this from becoming a join over the whole log.
                SELECT e.position AS first_position, e.created_at AS first_created_at, e.salt,
                    e.content_digest
                FROM log.event AS e
                WHERE e.source_id = source AND e.event_key = id_keys[place]
                    AND e.kind = event_kind AND e.event_id = ids[place] LIMIT 1
            ) AS first ON true
            ORDER BY place
        LOOP
            item := given.place;
            key := id_keys[item];
            status := 'appended';
            known_position := given.first_position;
            known_created_at := given.first_created_at;
            IF known_position IS NOT NULL
                AND sha256(given.salt || given.content) <> given.content_digest
            THEN
                status := 'conflict';
                key := encode(substr(
                    log.content_mark(source_secret, event_kind, given.id, given.content), 1, 16),
                    'hex')::uuid;
                SELECT e.position, e.created_at INTO known_position, known_created_at
                FROM log.event AS e
                WHERE e.source_id = source AND e.event_key = key
                    AND e.repeats = given.first_position;
            END IF;

            IF known_position IS NOT NULL THEN
                status := 'duplicate';
                "position" := known_position;
                PERFORM log.count_redelivery(source, known_position, receipt_at, attempts[item],
                    created_times[item] IS DISTINCT FROM known_created_at);
                RETURN NEXT;
                CONTINUE;
            END IF;

            head.position := head.position + 1;
            "position" := head.position;
            new_count := new_count + 1;
            salt := uuid_send(gen_random_uuid());
            digest := sha256(salt || bodies[item]);
            content_digest := CASE WHEN contents[item] IS NULL THEN digest
                ELSE sha256(salt || given.content) END;
            head.chain := sha256(head.chain
                || int4send(head.epoch) || int8send(head.position) || int4send(source)
                || log.framed(event_kind) || log.framed(given.id) || uuid_send(key)
                || log.framed(int8send(given.first_position))
                || log.framed(types[item]) || log.framed(decode_errors[item])
                || log.framed(subjects[item])
                || coalesce(timestamptz_send(created_times[item]), '\x8000000000000000'::bytea)
                || timestamptz_send(receipt_at)
                || log.framed(int4send(attempts[item])) || log.framed(proofs[item])
                || log.framed(content_digest) || log.framed(digest));
            new_items[new_count] := item;
            new_keys[new_count] := key;
            new_repeats[new_count] := given.first_position;
            new_salts[new_count] := salt;
            new_content_digests[new_count] := content_digest;
            new_digests[new_count] := digest;
            new_chains[new_count] := head.chain;
            RETURN NEXT;
        END LOOP;

        -- In one statement: to prepare the table's constraints costs as much as ten rows.
        INSERT INTO log.event (source_id, position, kind, event_id, event_key, repeats, type,
            decode_error, subject, created_at, received_at, attempt, proof, salt, body,
            content_digest, digest, chain)
        SELECT source, head.position - new_count + number, event_kind, ids[place],
            new_keys[number], new_repeats[number], types[place], decode_errors[place],
            subjects[place], created_times[place], receipt_at, attempts[place], proofs[place],
            new_salts[number], bodies[place], new_content_digests[number], new_digests[number],
            new_chains[number]
        FROM generate_series(1, new_count) AS number
        CROSS JOIN LATERAL (SELECT new_items[number] AS place) AS given;
        run_start := run_end + 1;
    END LOOP;

    UPDATE log.head AS h
    SET position = head.position, chain = head.chain, received_at = receipt_at
    WHERE h.source_id = source AND h.position < head.position;
END
$$;
-- Granted to nobody: the kind of an event is the caller's privilege (log.append and its like).
REVOKE EXECUTE ON FUNCTION log.append_events(integer, text, text[], text[], text[], text[],
    timestamptz[], integer[], text[], bytea[], bytea[], integer) FROM PUBLIC;
