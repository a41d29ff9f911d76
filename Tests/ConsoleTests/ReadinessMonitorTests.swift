import Console
import Postgres
import TestSupport
import Testing

@Suite("The readiness monitor") struct ReadinessMonitorTests {
    @Test("It tells what it finds, and when the database is away, and when it is back")
    func followsTheDatabase() throws {
        try TestDatabase.with(isDurable: false) { database in
            let readiness = Readiness()
            let monitor = try ReadinessMonitor(
                settings: database.settings(), readiness: readiness
            ) { (connection) throws(PostgresError) in
                let count = try connection.queryOnce("SELECT count(*) FROM pg_database").onlyRow()
                return [
                    ReadinessCheck(
                        name: "schema", problem: try count.int64(0) > 0 ? nil : "no database")
                ]
            }
            try monitor.start()
            defer { monitor.stop() }
            try eventually("it is ready") { readiness.isReady }
            #expect(readiness.checks.map(\.name) == ["database", "schema"])

            let owner = try Connection(database.cluster.settings(database: "postgres"))
            try owner.execute(
                """
                ALTER DATABASE \(database.name) WITH ALLOW_CONNECTIONS false;
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = '\(database.name)'
                """)
            try eventually("the loss is told") { !readiness.isReady }
            #expect(readiness.checks.map(\.name) == ["database"])

            try owner.execute("ALTER DATABASE \(database.name) WITH ALLOW_CONNECTIONS true")
            try eventually("it is ready again") { readiness.isReady }
        }
    }
}
