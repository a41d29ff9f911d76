import Postgres
import TestSupport
import Testing

@Suite struct LostConnectionTests {
    @Test func aSilentServerRunsIntoTheTimeLimit() throws {
        let connection = try Connection(TestCluster.fast().settings())
        connection.answerTimeLimit = .milliseconds(50)
        let error = #expect(throws: PostgresError.self) {
            try connection.query("SELECT pg_sleep(600)")
        }
        #expect(error?.isConnectionLost == true)
        #expect(error?.message.contains("no answer within") == true)
        #expect(!connection.isUsable)
        let later = #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
        #expect(later?.isConnectionLost == true)
        #expect(throws: PostgresError.self) {
            try connection.transaction { () throws(PostgresError) in }
        }
    }

    @Test func anAnswerInTimeLeavesTheConnectionOpen() throws {
        let connection = try Connection(TestCluster.fast().settings())
        connection.answerTimeLimit = .seconds(60)
        #expect(try connection.query("SELECT 1").count == 1)
        try connection.stream("SELECT generate_series(1, 1000)") { _ in }
        #expect(connection.isUsable)
    }

    @Test func aTerminatedBackendIsAConnectionLost() throws {
        let connection = try Connection(TestCluster.fast().settings())
        let other = try Connection(TestCluster.fast().settings())
        try other.query("SELECT pg_terminate_backend($1)", [.int32(connection.backendProcessID)])
        let error = #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
        #expect(error?.isConnectionLost == true)
        #expect(!connection.isUsable)
    }

    @Test func terminatedInTheMiddleOfAStatement() throws {
        let victim = try Connection(TestCluster.fast().settings())
        let error = #expect(throws: PostgresError.self) {
            try victim.query("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(600)")
        }
        #expect(error?.sqlState == .adminShutdown)
        #expect(error?.isConnectionLost == true)
        let copying = try Connection(TestCluster.fast().settings())
        try copying.execute("CREATE TEMP TABLE t (x text)")
        let other = try Connection(TestCluster.fast().settings())
        let interrupted = #expect(throws: PostgresError.self) {
            try copying.copyIn("COPY t FROM STDIN") { writer throws(PostgresError) in
                try other.query(
                    "SELECT pg_terminate_backend($1)", [.int32(copying.backendProcessID)])
                for _ in 0..<1_000_000 { try writer.write("some line of text to be stored\n") }
            }
        }
        #expect(interrupted?.isConnectionLost == true)
    }

    @Test func aReadOnlyServerCountsAsLost() throws {
        let connection = try Connection(TestCluster.fast().settings())
        try connection.execute("SET default_transaction_read_only = on")
        let error = #expect(throws: PostgresError.self) {
            try connection.execute("CREATE TABLE never (x int)")
        }
        #expect(error?.sqlState == .readOnlyTransaction)
        #expect(error?.isConnectionLost == true)
    }
}
