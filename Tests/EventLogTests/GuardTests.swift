import Postgres
import TestSupport
import Testing

@testable import EventLog

@Suite struct GuardTests {
    static let tables = [
        "source", "head", "epoch", "event", "redelivery", "redelivery_count", "recurrence",
        "rejection", "rejection_sample",
    ]

    /// A database whose log holds an event, a redelivery and a recurrence.
    private func withLog(_ body: (TestDatabase) throws -> Void) throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("uphold")
            let delivery = Delivery.webhook(source, id: nil, body: "1")
            _ = try connection.append([delivery, delivery])
            connection.close()
            try body(database)
        }
    }

    @Test func rolesOnlyReadAtMost() throws {
        try withLog { database in
            for role in Migrator.grantedRoles {
                let connection = try database.connect(role: role)
                for table in Self.tables {
                    var refused = [
                        "INSERT INTO log.\(table) SELECT * FROM log.\(table)",
                        "UPDATE log.\(table) SET source_id = source_id",
                        "DELETE FROM log.\(table)", "TRUNCATE log.\(table)",
                    ]
                    let read = "SELECT * FROM log.\(table)"
                    if ["trueup_service", "trueup_auditor"].contains(role) {
                        try connection.execute(read)
                    } else {
                        refused.append(read)
                    }
                    for statement in refused {
                        let error = #expect(throws: PostgresError.self, "\(role): \(statement)") {
                            try connection.execute(statement)
                        }
                        #expect(error?.isInsufficientPrivilege == true)
                    }
                }
            }
        }
    }

    @Test func noFunctionOfTheLogIsOpenToThePublic() throws {
        try withLog { database in
            let connection = try database.connect()
            let open = try connection.int64(
                """
                SELECT count(*) FROM pg_proc p, aclexplode(p.proacl) a
                WHERE p.pronamespace = 'log'::regnamespace AND a.grantee = 0
                """)
            let withoutACL = try connection.int64(
                """
                SELECT count(*) FROM pg_proc
                WHERE pronamespace = 'log'::regnamespace AND proacl IS NULL
                """)
            #expect(open == 0)
            #expect(withoutACL == 0)
        }
    }

    @Test func guardsStopTheOwner() throws {
        try withLog { database in
            let connection = try database.connect()
            try connection.execute("SET ROLE trueup_owner")
            for statement in [
                "UPDATE log.event SET proof = 'x'", "DELETE FROM log.event",
                "TRUNCATE log.event", "DELETE FROM log.source",
                "UPDATE log.source SET name = 'y'", "DELETE FROM log.head",
                "UPDATE log.head SET position = 0", "UPDATE log.head SET chain = sha256('x')",
                "UPDATE log.head SET epoch = 0",
                "UPDATE log.head SET received_at = '2000-01-01'",
                "UPDATE log.epoch SET first_position = 2", "DELETE FROM log.redelivery",
                "UPDATE log.secret SET secret = sha256('x')", "DELETE FROM log.secret",
                "UPDATE log.redelivery SET attempt = 1", "TRUNCATE log.redelivery_count",
                "DELETE FROM log.recurrence",
            ] {
                let error = #expect(throws: PostgresError.self, "\(statement)") {
                    try connection.execute(statement)
                }
                #expect(error?.sqlState == .logOnlyGrows)
            }
        }
    }
}
