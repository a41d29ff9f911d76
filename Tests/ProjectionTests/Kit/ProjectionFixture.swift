import Configuration
import EventLog
import Events
import Postgres
import Projection
import Providers
import TestSupport

/// A migrated database, a connection as the service has one, and one for what only a superuser may.
struct ProjectionFixture {
    let database: TestDatabase
    let service: Connection
    let superuser: Connection

    /// Lends one and drops it afterwards.
    static func with<Value>(_ body: (ProjectionFixture) throws -> Value) throws -> Value {
        try TestDatabase.withSchema(isDurable: false) { database in
            let fixture = ProjectionFixture(
                database: database, service: try database.connect(role: "trueup_service"),
                superuser: try database.connect())
            defer {
                fixture.service.close()
                fixture.superuser.close()
            }
            return try body(fixture)
        }
    }

    /// Registers a source as the service does at its start.
    func source(
        _ provider: Provider, _ name: String? = nil, _ members: String = ""
    ) throws -> TestSource {
        let source = try TestSource.configuration(provider, name ?? provider.name, members)
        let id = try service.registerSource(
            name: source.name, provider: provider.name,
            environment: source.environment.rawValue)
        // Sources that are compared must give equal contents equal ids.
        try superuser.execute(
            """
            SET session_replication_role = replica;
            UPDATE log.secret SET secret = sha256('a secret of the tests') WHERE source_id = \(id);
            RESET session_replication_role
            """)
        return TestSource(sourceID: id, configuration: source)
    }

    /// Appends bodies as the intake and the appender do, in batches of 500; their positions.
    @discardableResult
    func append(_ bodies: [[UInt8]], to source: TestSource) throws -> [Int64] {
        var positions: [Int64] = []
        var rest = bodies[...]
        while !rest.isEmpty {
            positions += try append(batch: Array(rest.prefix(500)), to: source)
            rest = rest.dropFirst(500)
        }
        return positions
    }

    private func append(batch: [[UInt8]], to source: TestSource) throws -> [Int64] {
        let readings = batch.map(source.read)
        let envelopes = readings.map { try? $0.get() }
        let identities = envelopes.map { envelope -> String? in
            guard case .stated(let id) = envelope?.identity else { return nil }
            return id
        }
        let errors = readings.map { reading -> String? in
            guard case .failure(let error) = reading else { return nil }
            return error.reason
        }
        return try service.query(
            """
            SELECT position FROM log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 86400)
            ORDER BY item
            """,
            [
                .int32(source.sourceID), .array(identities), .array(envelopes.map { $0?.type }),
                .array(errors), .array(envelopes.map { $0?.subject }),
                .array(envelopes.map { $0?.createdAt }), .array(envelopes.map { $0?.attempt }),
                .array(batch.map { _ in String?.none }), .array(envelopes.map { $0?.content }),
                .array(batch),
            ]
        ).map { try $0.int64(0) }
    }

    @discardableResult
    func append(_ bodies: [String], to source: TestSource) throws -> [Int64] {
        try append(bodies.map { Array($0.utf8) }, to: source)
    }

    /// Gives every event another receipt: an hour into 2026 and `seconds` for each position.
    func spreadReceipts(of source: TestSource, everySeconds seconds: Double) throws {
        try withoutGuards(
            """
            UPDATE log.event SET received_at = timestamptz '2026-01-01 01:00:00+00'
                + make_interval(secs => position * \(seconds))
            WHERE source_id = \(source.sourceID)
            """)
    }

    /// What a superuser can do who falsifies tables: no trigger and no foreign key is asked.
    func withoutGuards(_ sql: String) throws(PostgresError) {
        try superuser.execute("SET session_replication_role = replica")
        try superuser.execute(sql)
        try superuser.execute("SET session_replication_role = origin")
    }

    func int64(_ sql: String) throws(PostgresError) -> Int64 {
        try superuser.queryOnce(sql).onlyRow().int64(0)
    }

    /// The rows as PostgreSQL prints them, columns divided by `|`.
    func lines(_ sql: String) throws(PostgresError) -> [String] {
        try superuser.queryText(sql).rows.map { row in
            row.map { $0 ?? "∅" }.joined(separator: "|")
        }
    }
}

struct TestSource {
    let sourceID: Int32
    let configuration: SourceConfiguration

    var name: String { configuration.name }

    var projected: ProjectedSource {
        ProjectedSource(
            sourceID: sourceID, name: name, settings: configuration.foldSettings)
    }

    /// What the intake reads of a body.
    func read(_ body: [UInt8]) -> Result<Envelope, DecodeError> {
        let request = WebhookRequest(
            headers: [], body: body, receivedAt: Timestamp(microseconds: 0))
        switch readEnvelope(of: request, settings: configuration.providerSettings) {
        case .event(let envelope): return .success(envelope)
        case .undecodable(let reason): return .failure(DecodeError(reason))
        case .ping: return .failure(DecodeError("empty"))
        }
    }

    /// A source as a configuration file gives it; `members` are further keys, with a comma first.
    static func configuration(
        _ provider: Provider, _ name: String, _ members: String = ""
    ) throws -> SourceConfiguration {
        let secrets =
            provider == .nymcard
            ? #""basicAuth": {"username": "env:A", "password": "env:B"}"#
            : #""secrets": ["env:A"]"#
        let text = """
            {"sources": [{"name": "\(name)", "provider": "\(provider.name)",
            "environment": "live", \(secrets)\(members)}]}
            """
        let configuration = try ServiceConfiguration(
            parsing: Array(text.utf8), file: "trueup.json", flags: [:], environment: [:])
        return configuration.sources[0]
    }
}
