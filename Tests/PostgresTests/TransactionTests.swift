import Postgres
import TestSupport
import Testing

@Suite struct TransactionTests {
    let database: TestDatabase
    let connection: Connection

    init() throws {
        database = try TestDatabase.create(isDurable: false)
        connection = try database.connect()
        try connection.execute("CREATE TABLE t (x int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    }

    private func count() throws -> Int64 {
        try connection.query("SELECT count(*) FROM t").onlyRow().int64(0)
    }

    @Test func commitsAtTheEnd() throws {
        let value = try connection.transaction { () throws(PostgresError) in
            try connection.query("INSERT INTO t VALUES (1)")
            #expect(connection.isInTransaction)
            return 7
        }
        #expect(value == 7)
        #expect(!connection.isInTransaction)
        #expect(try count() == 1)
    }

    @Test func rollsBackWhenTheBodyThrows() throws {
        #expect(throws: PostgresError.self) {
            try connection.transaction { () throws(PostgresError) in
                try connection.query("INSERT INTO t VALUES (1)")
                try connection.query("SELECT 1/0")
            }
        }
        struct Refusal: Error {}
        #expect(throws: Refusal.self) {
            try connection.transaction(throwingAny: .serializable) {
                try connection.query("INSERT INTO t VALUES (2)")
                throw Refusal()
            }
        }
        #expect(!connection.isInTransaction)
        #expect(try count() == 0)
    }

    @Test func aSwallowedErrorCannotCommit() throws {
        let error = #expect(throws: PostgresError.self) {
            try connection.transaction { () throws(PostgresError) in
                try connection.query("INSERT INTO t VALUES (1)")
                _ = try? connection.query("SELECT 1/0")
            }
        }
        #expect(error?.sqlState == .inFailedTransaction)
        #expect(try count() == 0)
    }

    @Test func anErrorOfCommitItselfIsThrown() throws {
        let error = #expect(throws: PostgresError.self) {
            try connection.transaction { () throws(PostgresError) in
                try connection.query("INSERT INTO t VALUES (1), (1)")
            }
        }
        #expect(error?.isUniqueViolation == true)
        #expect(!connection.isInTransaction)
    }

    @Test(arguments: [
        (IsolationLevel.readCommitted, "read committed"), (.repeatableRead, "repeatable read"),
        (.serializable, "serializable"),
    ])
    func isolationLevels(_ level: IsolationLevel, _ name: String) throws {
        let table = try connection.transaction(level, readOnly: true) { () throws(PostgresError) in
            try connection.queryText(
                "SELECT current_setting('transaction_isolation'),"
                    + " current_setting('transaction_read_only')")
        }
        #expect(table.rows == [[name, "on"]])
    }

    @Test func transactionsDoNotNest() throws {
        let error = #expect(throws: PostgresError.self) {
            try connection.transaction { () throws(PostgresError) in
                try connection.transaction { () throws(PostgresError) in }
            }
        }
        #expect(error?.sqlState == .activeTransaction)
        #expect(!connection.isInTransaction)
    }

    @Test func noticesAreCollectedInOrder() throws {
        _ = connection.takeNotices()
        try connection.execute(
            """
            DO $$ BEGIN
                RAISE NOTICE 'first'; RAISE WARNING 'second' USING ERRCODE = '01ABC';
            END $$
            """)
        let notices = connection.takeNotices()
        #expect(notices.map(\.message) == ["first", "second"])
        #expect(notices.map(\.severity) == ["NOTICE", "WARNING"])
        #expect(notices.map(\.isWarning) == [false, true])
        #expect(notices.last?.sqlState.rawValue == "01ABC")
        #expect(connection.takeNotices().isEmpty)
    }

    @Test func aWarningIsKeptAmongManyNotices() throws {
        try connection.execute(
            """
            DO $$ BEGIN
                FOR i IN 1..5000 LOOP RAISE NOTICE 'n'; END LOOP;
                RAISE WARNING 'not durable';
            END $$
            """)
        let notices = connection.takeNotices()
        #expect(notices.count <= 101)
        #expect(notices.last?.message == "not durable")
    }
}
