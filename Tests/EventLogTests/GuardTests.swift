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
            let event = NewEvent.webhook(source, id: nil, body: "1")
            _ = try connection.append([event, event])
            connection.close()
            try body(database)
        }
    }

    @Test(arguments: tables, ["trueup_service", "trueup_auditor", "trueup_reader"])
    func rolesOnlyReadAtMost(_ table: String, _ role: String) throws {
        try withLog { database in
            let connection = try database.connect(role: role)
            for statement in [
                "INSERT INTO log.\(table) SELECT * FROM log.\(table)",
                "UPDATE log.\(table) SET source_id = source_id",
                "DELETE FROM log.\(table)", "TRUNCATE log.\(table)",
            ] {
                let error = #expect(throws: PostgresError.self) {
                    try connection.execute(statement)
                }
                #expect(error?.isInsufficientPrivilege == true)
            }
            if role == "trueup_reader" {
                #expect(throws: PostgresError.self) {
                    try connection.execute("SELECT * FROM log.\(table)")
                }
            }
        }
    }

    @Test(arguments: [
        "log.append_events(1, 'decision', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', 0)",
        "log.start_epoch(1)",
    ])
    func theServiceCannotCallWhatIsNotItsOwn(_ call: String) throws {
        try withLog { database in
            let connection = try database.connect(role: "trueup_service")
            let error = #expect(throws: PostgresError.self) {
                try connection.execute("SELECT \(call)")
            }
            #expect(error?.isInsufficientPrivilege == true)
        }
    }

    @Test(arguments: [
        "UPDATE log.event SET proof = 'x'", "DELETE FROM log.event",
        "TRUNCATE log.event", "DELETE FROM log.source", "UPDATE log.source SET name = 'y'",
        "DELETE FROM log.head", "UPDATE log.head SET position = 0",
        "UPDATE log.head SET chain = sha256('x')", "UPDATE log.head SET epoch = 0",
        "UPDATE log.head SET received_at = '2000-01-01'",
        "UPDATE log.epoch SET first_position = 2", "DELETE FROM log.redelivery",
        "UPDATE log.redelivery SET attempt = 1", "TRUNCATE log.redelivery_count",
        "DELETE FROM log.recurrence",
    ])
    func guardsStopTheOwner(_ statement: String) throws {
        try withLog { database in
            let connection = try database.connect()
            try connection.execute("SET ROLE trueup_owner")
            let error = #expect(throws: PostgresError.self) { try connection.execute(statement) }
            #expect(error?.sqlState == .logOnlyGrows)
        }
    }
}
