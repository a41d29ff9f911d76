import Events
import Postgres
import TestSupport
import Testing

@testable import EventLog

@Suite struct AppendDecisionTests {
    private func decide(_ connection: Connection) throws -> AppendedDecision {
        try connection.appendDecision(
            source: "uphold", key: "k", word: "release-hold", subject: "t1",
            decidedAt: Timestamp(microseconds: 0), body: Array("{}".utf8))
    }

    /// As when a wait for a standby is cancelled: the commit is local, and not known to last.
    @Test func aWarningAtCommitIsNoSuccess() throws {
        try TestDatabase.withSchema { database in
            let owner = try database.connect()
            _ = try owner.register("uphold")
            try owner.execute(
                """
                CREATE FUNCTION public.warn() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE WARNING 'canceling wait for synchronous replication';
                    RETURN NULL;
                END $$;
                CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON log.event
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.warn()
                """)
            let connection = try database.connect(role: "trueup_operator")
            let error = #expect(throws: PostgresError.self) { try decide(connection) }
            #expect(error?.sqlState == .warning)
            #expect(error?.message.contains("in doubt") == true)
            // The same again meets what was committed, and no trigger: now it is known to last.
            let again = try decide(connection)
            #expect(again == AppendedDecision(status: .duplicate, position: 1))
        }
    }

    /// A warning of an earlier statement says nothing about this commit.
    @Test func anEarlierWarningDoesNotCount() throws {
        try TestDatabase.withSchema { database in
            _ = try database.connect().register("uphold")
            let connection = try database.connect(role: "trueup_operator")
            try connection.execute("DO $$ BEGIN RAISE WARNING 'of old'; END $$")
            #expect(try decide(connection).status == .appended)
        }
    }
}
