import EventLog
import Postgres
import TestSupport

/// Holds every head, so that nothing commits until it is told to.
///
/// The appender takes a head's lock first in each transaction: its batch waits there, and what
/// comes meanwhile collects behind it.
final class HeldLog {
    private let owner: Connection

    init(_ settings: ConnectionSettings) throws {
        owner = try Connection(settings)
        try owner.execute("BEGIN; SELECT FROM log.head FOR UPDATE")
    }

    /// Lets the appender go on.
    func release() throws {
        try owner.execute("COMMIT")
        owner.close()
    }
}

/// Holds every head in a prepared transaction, which no session's end and no stop of the server
/// ends.
///
/// While a server stops, the session that holds a lock may end before the one that waits for it,
/// which then would go on for a moment.
enum PreparedHold {
    /// What the server needs for it.
    static let serverSettings = ["max_prepared_transactions": "1"]

    static func take(_ settings: ConnectionSettings) throws {
        let owner = try Connection(settings)
        defer { owner.close() }
        try owner.execute(
            "BEGIN; SELECT FROM log.head FOR UPDATE; PREPARE TRANSACTION 'held'")
    }

    static func release(_ settings: ConnectionSettings) throws {
        let owner = try Connection(settings)
        defer { owner.close() }
        try owner.execute("ROLLBACK PREPARED 'held'")
    }
}

extension TestIntake {
    /// Waits until this many deliveries are accepted and not answered.
    func waitForPending(_ count: Int) throws {
        try eventually("\(count) deliveries wait") {
            self.appender.status.pendingDeliveries == count
        }
    }

    /// Waits until the appender stands at a lock of this database.
    func waitUntilAppenderIsHeld() throws {
        try eventually("the appender waits for the head") {
            try self.observer.queryOnce(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE application_name = 'trueup appender' AND wait_event_type = 'Lock'
                    AND datname = current_database()
                """
            ).onlyRow().int64(0) == 1
        }
    }
}
