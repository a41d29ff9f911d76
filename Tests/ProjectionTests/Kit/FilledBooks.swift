import Postgres

extension ProjectionFixture {
    /// One event every ten seconds of 2026, each a payment of one of 400 cards against the network
    /// account, every 50th taken back 200 positions later: as many entries as the projector would
    /// write of so many bodies, without a body to fold.
    func fillBooks(of source: TestSource, events: Int) throws {
        _ = try generation(1, of: source)
        let at = "timestamptz '2026-01-01Z' + i * interval '10 s'"
        try withoutGuards(
            """
            INSERT INTO log.event (source_id, position, kind, event_id, event_key, type,
                received_at, salt, body, content_digest, digest, chain)
            SELECT \(source.sourceID), i, 'webhook', i::text, md5(i::text)::uuid, 't', \(at),
                uuid_send(gen_random_uuid()), '', d.digest, d.digest, d.digest
            FROM generate_series(1, \(events)) AS i, (SELECT sha256('') AS digest) AS d;
            INSERT INTO projection.entry
            SELECT \(source.sourceID), 1, md5(i || leg.kind)::uuid, i,
                CASE WHEN i % 50 = 0 AND i + 200 <= \(events) THEN i + 200 END, i::text,
                CASE leg.kind WHEN 'card' THEN 'card-' || i % 400 ELSE '@network' END, 'USD',
                leg.kind, 'posted', leg.sign, leg.sign, \(at), 'stated', 'cleared', i::text, 0,
                0, i
            FROM generate_series(1, \(events)) AS i,
                (VALUES ('card', -1), ('network', 1)) AS leg (kind, sign);
            UPDATE projection.generation SET checkpoint = \(events);
            SELECT projection.sum_blocks(\(source.sourceID), 1, 0, \(events) / 4096 - 1)
            """)
        try superuser.execute("ANALYZE")
    }
}
