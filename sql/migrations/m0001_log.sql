-- Why: the event log, the only truth of the system. Everything else can be rebuilt from it.
CREATE SCHEMA log;
GRANT USAGE ON SCHEMA log TO trueup_intake, trueup_service, trueup_operator, trueup_auditor;

-- One configured provider endpoint. The source is the unit of order: no key spans two sources.
CREATE TABLE log.source (
    source_id integer NOT NULL PRIMARY KEY CHECK (source_id > 0),
    name text NOT NULL UNIQUE CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
    provider text NOT NULL,
    environment text NOT NULL CHECK (environment IN ('live', 'test')),
    registered_at timestamptz NOT NULL
);

-- What keeps ids and keys that are derived from content from telling the content: whoever lacks it
-- cannot try guesses. Written by log.register_source, read by the log's functions alone.
CREATE TABLE log.secret (
    source_id integer NOT NULL PRIMARY KEY REFERENCES log.source,
    secret bytea NOT NULL CHECK (octet_length(secret) = 32)
);

-- Where each source's log ends. Whoever appends holds this row's lock until the commit, so that
-- positions are dense and become visible in their order. The row is rewritten with every batch:
-- the low fillfactor keeps the updates on its page and out of the index.
CREATE TABLE log.head (
    source_id integer NOT NULL PRIMARY KEY REFERENCES log.source,
    position bigint NOT NULL CHECK (position >= 0),
    chain bytea NOT NULL CHECK (octet_length(chain) = 32),
    received_at timestamptz NOT NULL,
    epoch integer NOT NULL CHECK (epoch > 0),
    -- Up to when deadlines may have fired. After a failover to a server whose clock is behind, the
    -- next event must not be received before that: receipts take the greatest of the three times.
    swept_until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10);
COMMENT ON COLUMN log.head.swept_until IS
    'no event is received before this time, which a reconciler''s sweep has judged up to';

-- From which position on each epoch counts. The epoch is part of the chain: a log continued after
-- a restore starts a new one, so that a position used twice never looks the same.
CREATE TABLE log.epoch (
    source_id integer NOT NULL REFERENCES log.source,
    epoch integer NOT NULL,
    first_position bigint NOT NULL,
    started_at timestamptz NOT NULL,
    PRIMARY KEY (source_id, epoch)
);

-- Everything verified gets a position. The columns up to proof are what is known of the event; then
-- come its bytes and what proves them: see "The log's format" in sql/README.md.
CREATE TABLE log.event (
    source_id integer NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    kind text NOT NULL CHECK (kind IN ('webhook', 'fetch', 'statement', 'decision')),
    event_id text NOT NULL CHECK (octet_length(event_id) BETWEEN 1 AND 512),
    event_key uuid NOT NULL,
    repeats bigint,
    type text,
    decode_error text,
    subject text,
    created_at timestamptz CHECK (
        created_at >= timestamptz '0001-01-01 00:00:00+00'
        AND created_at < timestamptz '10000-01-01 00:00:00+00'),
    received_at timestamptz NOT NULL CHECK (isfinite(received_at)),
    attempt integer,
    proof text,
    salt bytea NOT NULL CHECK (octet_length(salt) = 16),
    body bytea NOT NULL,
    content_digest bytea NOT NULL CHECK (octet_length(content_digest) = 32),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    chain bytea NOT NULL CHECK (octet_length(chain) = 32),
    CHECK ((type IS NULL) = (decode_error IS NOT NULL)),
    CHECK (repeats < position),
    PRIMARY KEY (source_id, position),
    -- After the primary key: for a search by source_id and event_key in a table without statistics
    -- both indexes look equally good, and the planner takes the newer one.
    UNIQUE (source_id, event_key)
) WITH (
    -- Nothing is ever updated here: vacuum is wanted for the visibility map and for freezing,
    -- in small regular portions.
    autovacuum_vacuum_insert_threshold = 50000,
    autovacuum_vacuum_insert_scale_factor = 0.02,
    autovacuum_analyze_scale_factor = 0.05
);
COMMENT ON COLUMN log.event.event_key IS
    'finds the event by its id, and a conflict by its id and content';
COMMENT ON COLUMN log.event.repeats IS
    'the first position whose id this event repeats with other content: a conflict, never folded';
COMMENT ON COLUMN log.event.proof IS
    'where it came from: signature header of a webhook, request line of a fetch, name of a file';
COMMENT ON COLUMN log.event.salt IS
    'random: without it the digests of a guessable body would still tell it once it is erased';
COMMENT ON COLUMN log.event.content_digest IS
    'SHA-256 of salt and what the provider promises to keep on a retry; the body where that is all';
COMMENT ON COLUMN log.event.digest IS 'SHA-256 of salt and body';

-- Equal repeats of an event: the first ten each with their receipt, all of them as a number.
CREATE TABLE log.redelivery (
    source_id integer NOT NULL,
    position bigint NOT NULL,
    ordinal integer NOT NULL CHECK (ordinal BETWEEN 1 AND 10),
    received_at timestamptz NOT NULL,
    attempt integer,
    PRIMARY KEY (source_id, position, ordinal)
);

CREATE TABLE log.redelivery_count (
    source_id integer NOT NULL,
    position bigint NOT NULL,
    count bigint NOT NULL CHECK (count > 0),
    -- How many of them stated another created_at than the event itself.
    created_at_differs bigint NOT NULL,
    last_received_at timestamptz NOT NULL,
    PRIMARY KEY (source_id, position)
) WITH (fillfactor = 70);

-- For events with a derived id and no stated time: which occurrence of the content is the last
-- one, and when it was last received. Spares a search through all occurrences.
CREATE TABLE log.recurrence (
    source_id integer NOT NULL,
    event_key uuid NOT NULL,
    ordinal integer NOT NULL CHECK (ordinal > 0),
    last_received_at timestamptz NOT NULL,
    PRIMARY KEY (source_id, event_key)
) WITH (fillfactor = 70);
COMMENT ON COLUMN log.recurrence.event_key IS 'the key of the first occurrence, whose id has no #n';

-- Deliveries that were refused: how many. Source 0 stands for all sources that nobody configured.
CREATE TABLE log.rejection (
    source_id integer NOT NULL CHECK (source_id >= 0),
    reason text NOT NULL,
    hour timestamptz NOT NULL,
    count bigint NOT NULL CHECK (count > 0),
    PRIMARY KEY (source_id, reason, hour)
) WITH (fillfactor = 50);

-- And what the last of them looked like. Never credentials, never more than 4 KiB of a body.
CREATE TABLE log.rejection_sample (
    source_id integer NOT NULL CHECK (source_id >= 0),
    ordinal bigint NOT NULL,
    received_at timestamptz NOT NULL,
    reason text NOT NULL,
    detail text,
    body bytea NOT NULL CHECK (octet_length(body) <= 4096),
    body_octets bigint NOT NULL,
    PRIMARY KEY (source_id, ordinal)
);
COMMENT ON COLUMN log.rejection_sample.body_octets IS 'length of the whole body; body holds its start';

-- All but log.secret, which nobody reads.
GRANT SELECT ON log.source, log.head, log.epoch, log.event, log.redelivery, log.redelivery_count,
    log.recurrence, log.rejection, log.rejection_sample
TO trueup_service, trueup_auditor;
