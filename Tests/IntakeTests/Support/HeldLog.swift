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
