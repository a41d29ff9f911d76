import Events
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// What a sweep has judged binds the receipts that come after it, whatever the clock does.
@Suite struct SweptHeadTests {
    @Test func noEventIsReceivedBeforeWhatASweepHasJudged() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("swept")
            let other = try connection.register("unswept")
            let first = try sweep(source, on: connection)
            #expect(first.head == 0)
            // The server that takes over has a clock an hour behind: as if this sweep had been run
            // by one an hour ahead.
            let superuser = try database.connect()
            try superuser.execute(
                "UPDATE log.head SET swept_until = swept_until + interval '1 hour'"
                    + " WHERE source_id = \(source)")
            _ = try connection.append([.webhook(source, id: "a", body: "1")])
            _ = try connection.append([.webhook(other, id: "a", body: "1")])
            let swept = try superuser.queryOnce(
                "SELECT swept_until FROM log.head WHERE source_id = \(source)"
            ).onlyRow().timestamp(0)
            let received = try superuser.queryOnce(
                "SELECT received_at FROM log.event WHERE source_id = \(source)"
            ).onlyRow().timestamp(0)
            #expect(received == swept)
            #expect(
                try superuser.queryOnce(
                    "SELECT received_at < clock_timestamp() FROM log.event"
                        + " WHERE source_id = \(other)"
                ).onlyRow().bool(0))
            let again = try sweep(source, on: connection)
            #expect(again.at == swept && again.head == 1)
        }
    }

    @Test func aSweepNeverGoesBack() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let source = try connection.register("swept")
            let (first, second) = (
                try sweep(source, on: connection), try sweep(source, on: connection)
            )
            #expect(first.at <= second.at)
            let superuser = try database.connect()
            #expect(throws: PostgresError.self) {
                try superuser.execute(
                    "UPDATE log.head SET swept_until = swept_until - interval '1 second'")
            }
            #expect(throws: PostgresError.self) {
                try connection.execute("UPDATE log.head SET swept_until = clock_timestamp()")
            }
        }
    }

    private func sweep(
        _ source: Int32, on connection: Connection
    ) throws -> (at: Timestamp, head: Int64) {
        let row = try connection.query(
            "SELECT at, head FROM projection.settled_head($1)", [.int32(source)]
        ).onlyRow()
        return (try row.timestamp(0), try row.int64(1))
    }
}
