import Events
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// Who may put what into the log, and who may see what keeps its ids from telling their content.
@Suite struct PrivilegeTests {
    /// Every function of the log with the roles that may execute it, the owner aside.
    private static let functions: [String: [String]] = [
        "append": ["trueup_intake", "trueup_service"],
        "append_fetch": ["trueup_service"],
        "append_statement": ["trueup_operator"],
        "append_decision": ["trueup_operator"],
        "register_source": ["trueup_intake", "trueup_service"],
        "record_rejections": ["trueup_intake", "trueup_service"],
        "start_epoch": [], "append_events": [], "append_one": [], "derived_id": [],
        "count_redelivery": [], "framed": [], "hmac": [], "event_key": [], "content_mark": [],
        "refuse_change": [], "refuse_retreat": [],
    ]

    @Test func everyFunctionIsForTheRolesThatNeedIt() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let rows = try database.connect().queryText(
                """
                SELECT DISTINCT p.proname, r.rolname FROM pg_proc p
                LEFT JOIN pg_roles r ON r.rolname LIKE 'trueup%' AND r.rolname <> 'trueup_owner'
                    AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
                WHERE p.pronamespace = 'log'::regnamespace ORDER BY 1, 2
                """
            ).rows
            var found: [String: [String]] = [:]
            for row in rows {
                found[row[0] ?? "", default: []] += [row[1]].compactMap(\.self)
            }
            #expect(found == Self.functions)
            for kind in EventKind.allCases {
                let name = String(kind.appendFunction.dropFirst("log.".count))
                #expect(Self.functions[name]?.isEmpty == false, "\(kind)")
            }
        }
    }

    private struct Door: Sendable {
        let kind: EventKind
        let call: @Sendable (Connection) throws -> Void
    }

    private static let doors = [
        Door(kind: .webhook) { connection in
            let source = try connection.queryOnce(
                "SELECT log.register_source('cards', 'uphold', 'test')"
            ).onlyRow().int32(0)
            _ = try connection.append([.webhook(source, id: "a", body: "1")])
        },
        Door(kind: .fetch) { _ = try $0.append(SingleEventTests.fetch, to: "cards") },
        Door(kind: .statement) { _ = try $0.append(SingleEventTests.statement, to: "cards") },
        Door(kind: .decision) { _ = try $0.append(SingleEventTests.decision, to: "cards") },
    ]

    private static let kinds: [String: Set<EventKind>] = [
        "trueup_reader": [], "trueup_auditor": [], "trueup_intake": [.webhook],
        "trueup_service": [.webhook, .fetch], "trueup_operator": [.statement, .decision],
    ]

    /// By trying, so that nothing that a function calls or reads is forgotten.
    @Test(arguments: Migrator.grantedRoles)
    func aRoleAppendsItsOwnKindsAndNoOther(_ role: String) throws {
        let own = try #require(Self.kinds[role])
        try TestDatabase.withSchema(isDurable: false) { database in
            _ = try database.connect().registerSource(
                name: "cards", provider: "uphold", environment: "test")
            for door in Self.doors {
                let connection = try database.connect(role: role)
                if own.contains(door.kind) {
                    try door.call(connection)
                    continue
                }
                let error = #expect(throws: PostgresError.self, "\(role) \(door.kind)") {
                    try door.call(connection)
                }
                #expect(error?.isInsufficientPrivilege == true)
            }
            let kinds = try database.connect().queryText("SELECT DISTINCT kind FROM log.event").rows
            #expect(Set(kinds.compactMap { $0[0] }) == Set(own.map(\.rawValue)))
        }
    }

    @Test(arguments: Migrator.grantedRoles)
    func nobodyReadsTheSecrets(_ role: String) throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: role)
            for statement in [
                "SELECT * FROM log.secret", "COPY log.secret TO STDOUT",
                "UPDATE log.secret SET secret = secret RETURNING secret",
                "SELECT log.hmac('k', 'm')",
                "SELECT log.append_events(1, 'decision', '{}', '{}', '{}', '{}', '{}', '{}', '{}',"
                    + " '{}', '{}', 0)",
            ] {
                let error = #expect(throws: PostgresError.self, "\(role): \(statement)") {
                    try connection.execute(statement)
                }
                #expect(error?.isInsufficientPrivilege == true)
            }
        }
    }

    @Test func everySourceHasASecretOfItsOwn() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect()
            let sources = try ["a", "b"].map { try connection.register($0) }
            let secrets = try connection.queryOnce("SELECT secret FROM log.secret").map {
                try $0.bytes(0)
            }
            #expect(Set(secrets).count == 2)
            #expect(secrets.allSatisfy { $0.count == 32 })
            for source in sources {
                _ = try connection.append([.webhook(source, id: nil, body: "1")])
            }
            let ids = try connection.queryText("SELECT event_id FROM log.event").rows
            #expect(Set(ids).count == 2)
        }
    }

    /// What the service logs in as may have more rights than its intake needs.
    @Test func theAppenderTakesTheIntakesRole() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            var options = AppenderOptions()
            options.unsafeDurability = true
            var connection = AppendConnection(
                settings: database.settings(role: "trueup_service"), options: options)
            let open = try connection.ready()
            _ = try database.connect().register("cards")
            let error = #expect(throws: PostgresError.self) {
                try open.append(SingleEventTests.fetch, to: "cards")
            }
            #expect(error?.isInsufficientPrivilege == true)
            connection.discard(PostgresError(sqlState: .connectionFailure, message: "done"))
        }
    }
}
