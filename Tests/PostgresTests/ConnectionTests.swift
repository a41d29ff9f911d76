import Postgres
import TestSupport
import Testing

@Suite struct ConnectionTests {
    let connection: Connection

    init() throws {
        connection = try Connection(TestCluster.fast().settings())
    }

    @Test func scriptsRunSeveralStatements() throws {
        try connection.execute(
            "CREATE TEMP TABLE a (x int); INSERT INTO a VALUES (1), (2); SELECT 1")
        let result = try connection.query("UPDATE a SET x = x + 1")
        #expect(result.affectedRows == 2)
        #expect(result.commandTag == "UPDATE 2")
        #expect(try connection.query("SELECT sum(x) FROM a").onlyRow().int64(0) == 5)
    }

    @Test func sessionIsUTF8AndUTC() throws {
        #expect(connection.parameterStatus("client_encoding") == "UTF8")
        #expect(connection.parameterStatus("server_encoding") == "UTF8")
        let table = try connection.queryText("SELECT '2024-02-29 12:00+02'::timestamptz")
        #expect(table.rows == [["2024-02-29 10:00:00+00"]])
        #expect(connection.serverVersion >= 150_000)
    }

    @Test func textTables() throws {
        let table = try connection.queryText(
            "SELECT 1 AS one, NULL AS nothing, 12.50 AS amount, $1 AS name, '\\x01'::bytea AS b",
            [.text("š")])
        #expect(table.columns == ["one", "nothing", "amount", "name", "b"])
        #expect(table.rows == [["1", nil, "12.50", "š", "\\x01"]])
    }

    @Test func errorsCarryEveryField() throws {
        let error = #expect(throws: PostgresError.self) {
            try connection.execute(
                """
                DO $$ BEGIN
                    RAISE EXCEPTION 'no such source' USING ERRCODE = 'TU123',
                        DETAIL = 'source 7', HINT = 'register it';
                END $$
                """)
        }
        #expect(error?.sqlState.rawValue == "TU123")
        #expect(error?.severity == "ERROR")
        #expect(error?.message == "no such source")
        #expect(error?.detail == "source 7")
        #expect(error?.hint == "register it")
        #expect(error?.context?.contains("PL/pgSQL") == true)
        #expect(error?.isConnectionLost == false)
        #expect(connection.isUsable)
    }

    @Test(arguments: [
        ("SELECT 1/0", "22012", true, false), ("SELECT 'x'::int", "22P02", true, false),
        ("SELECT (VALUES (1), (2))", "21000", false, false),
        ("INSERT INTO pg_class SELECT NULL::oid", "23502", true, false),
        ("SELECT * FROM nowhere", "42P01", false, true), ("SELECT nope()", "42883", false, true),
        ("SELECT 1 FROM missing.table", "42P01", false, true),
        ("SELEC", "42601", false, false),
    ])
    func patterns(_ sql: String, _ code: String, _ isRefusedValue: Bool, _ isUndefined: Bool) throws
    {
        let error = #expect(throws: PostgresError.self) { try connection.query(sql) }
        #expect(error?.sqlState.rawValue == code)
        #expect(error?.isRefusedValue == isRefusedValue)
        #expect(error?.isUndefined == isUndefined)
        #expect(error?.isConnectionLost == false)
    }

    @Test func constraintsAreNamed() throws {
        try connection.execute("CREATE TEMP TABLE c (x int CONSTRAINT only_once UNIQUE)")
        try connection.query("INSERT INTO c VALUES ($1)", [.int32(1)])
        let error = #expect(throws: PostgresError.self) {
            try connection.query("INSERT INTO c VALUES ($1)", [.int32(1)])
        }
        #expect(error?.isUniqueViolation == true)
        #expect(error?.constraint == "only_once")
    }

    @Test func nulIsRefusedBeforeAnythingIsSent() throws {
        let process = connection.backendProcessID
        for parameters: [Parameter] in [
            [.text("a\u{0}b")], [.array(["a", "\u{0}"])], [.jsonb("\u{0}")],
        ] {
            let error = #expect(throws: PostgresError.self) {
                try connection.query(
                    "SELECT pg_terminate_backend(pg_backend_pid()), $1", parameters)
            }
            #expect(error?.isRefusedValue == true)
            #expect(error?.sqlState == .characterNotInRepertoire)
            #expect(error?.message.hasPrefix("parameter $1") == true)
        }
        #expect(connection.isUsable)
        #expect(try connection.query("SELECT pg_backend_pid()").onlyRow().int32(0) == process)
    }

    @Test func preparedStatementsAreReusedAndBounded() throws {
        for number in 0..<300 { try connection.query("SELECT \(number), $1", [.int32(1)]) }
        for _ in 0..<3 { try connection.query("SELECT 299, $1", [.int32(1)]) }
        let count = "SELECT count(*) FROM pg_prepared_statements"
        #expect(try connection.queryOnce(count).onlyRow().int64(0) == 256)
        // The first was given up and is prepared anew.
        #expect(try connection.query("SELECT 0, $1", [.int32(7)]).onlyRow().int32(1) == 7)
        // The same text with another type is another statement.
        #expect(try connection.query("SELECT 0, $1", [.text("a")]).onlyRow().text(1) == "a")
    }

    @Test func aStalePlanIsPreparedAgain() throws {
        try connection.execute("CREATE TEMP TABLE s (x int); INSERT INTO s VALUES (1)")
        #expect(try connection.query("SELECT * FROM s").onlyRow().columnCount == 1)
        try connection.execute("ALTER TABLE s ADD y text DEFAULT 'new'")
        #expect(try connection.query("SELECT * FROM s").onlyRow().text(1) == "new")
        try connection.execute("DEALLOCATE ALL")
        #expect(try connection.query("SELECT * FROM s").onlyRow().text(1) == "new")
    }

    @Test func copyIsNotAQuery() throws {
        #expect(throws: PostgresError.self) { try connection.query("COPY (SELECT 1) TO STDOUT") }
        #expect(!connection.isUsable)
    }
}
