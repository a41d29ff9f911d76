import Configuration
import Events
import Postgres
import Projection
import Providers
import TestSupport

@testable import EventLog

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
        let source = try TestSource.configuration(provider, name ?? provider.rawValue, members)
        let id = try service.registerSource(
            name: source.name, provider: provider.rawValue,
            environment: source.environment.rawValue)
        return TestSource(sourceID: id, configuration: source)
    }

    /// Appends bodies as the intake and the appender do, in batches of 500.
    @discardableResult
    func append(_ bodies: [[UInt8]], to source: TestSource) throws -> [AppendOutcome] {
        var outcomes: [AppendOutcome] = []
        var rest = bodies[...]
        while !rest.isEmpty {
            let events = rest.prefix(500).map { source.newEvent($0) }
            let pending = events.map {
                PendingAppend(event: $0, octets: $0.body.count, completion: { _ in })
            }
            outcomes += try AppendTransaction(connection: service).append(pending[...]).outcomes
            rest = rest.dropFirst(500)
        }
        return outcomes
    }

    @discardableResult
    func append(_ bodies: [String], to source: TestSource) throws -> [AppendOutcome] {
        try append(bodies.map { Array($0.utf8) }, to: source)
    }

    /// Gives every event another receipt: the start of 2026 and `seconds` for each position.
    func spreadReceipts(of source: TestSource, everySeconds seconds: Double) throws {
        try withoutGuards(
            """
            UPDATE log.event SET received_at = timestamptz '2026-01-01 00:00:00+00'
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

    func newEvent(_ body: [UInt8]) -> NewEvent {
        let request = WebhookRequest(
            headers: [], body: body, receivedAt: Timestamp(microseconds: 0))
        switch readEnvelope(of: request, settings: configuration.providerSettings) {
        case .event(let envelope):
            return NewEvent(
                sourceID: sourceID, envelope: envelope, proof: nil, body: body,
                retryWindowSeconds: 86_400)
        case .undecodable(let reason):
            return NewEvent(
                sourceID: sourceID, undecodable: reason, proof: nil, body: body,
                retryWindowSeconds: 86_400)
        case .ping:
            return NewEvent(
                sourceID: sourceID, undecodable: "empty", proof: nil, body: body,
                retryWindowSeconds: 86_400)
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
            {"sources": [{"name": "\(name)", "provider": "\(provider.rawValue)",
            "environment": "live", \(secrets)\(members)}]}
            """
        let configuration = try ServiceConfiguration(
            parsing: Array(text.utf8), file: "trueup.json", flags: [:], environment: [:])
        return configuration.sources[0]
    }
}
