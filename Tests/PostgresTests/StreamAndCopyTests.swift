import Events
import Money
import Postgres
import TestSupport
import Testing

@Suite struct StreamAndCopyTests {
    let connection: Connection

    init() throws {
        connection = try Connection(TestCluster.fast().settings())
        try connection.execute(
            "CREATE TEMP TABLE load (id bigint, name text, body bytea, n numeric)")
    }

    @Test func streamsEveryRowInOrder() throws {
        var next: Int64 = 1
        try connection.stream(
            "SELECT i, repeat('x', 100) FROM generate_series(1, $1) AS i",
            [
                .int64(100_000)
            ]
        ) { row throws(PostgresError) in
            #expect(try row.int64(0) == next)
            next += 1
        }
        #expect(next == 100_001)
        #expect(try connection.query("SELECT 1").count == 1)
    }

    @Test func aBodyThatThrowsLeavesTheConnectionUsable() throws {
        var seen = 0
        let error = #expect(throws: PostgresError.self) {
            try connection.stream("SELECT i FROM generate_series(1, 10000) AS i") {
                row throws(PostgresError) in
                seen += 1
                if seen == 3 { _ = try row.text(0) }
            }
        }
        #expect(error?.sqlState == .unexpectedResult)
        #expect(seen == 3)
        #expect(try connection.query("SELECT 1").count == 1)
    }

    @Test func anErrorInTheMiddleOfAStreamIsThrown() throws {
        var seen = 0
        let error = #expect(throws: PostgresError.self) {
            try connection.stream("SELECT 1 / (500 - i) FROM generate_series(1, 1000) AS i") { _ in
                seen += 1
            }
        }
        #expect(error?.sqlState.rawValue == "22012")
        #expect(seen == 499)
        #expect(connection.isUsable)
    }

    @Test func aStreamIsCancelledWhenItMayNotGoOn() throws {
        for sql in ["SELECT 1, pg_sleep(600)", "SELECT i, 1 FROM generate_series(1, 1000000000) i"]
        {
            var questions = 0
            var rows: Int64 = 0
            let error = #expect(throws: PostgresError.self) {
                try connection.stream(
                    sql,
                    whileTrue: {
                        questions += 1
                        return questions < 3
                    }
                ) { row throws(PostgresError) in rows += 1 }
            }
            #expect(error?.sqlState == .queryCanceled, "\(sql)")
            #expect(questions == 3, "\(sql)")
            #expect(try connection.query("SELECT 1").count == 1)
        }
    }

    @Test func aStreamThatMayGoOnComesToItsEnd() throws {
        var sum: Int64 = 0
        try connection.stream(
            "SELECT i FROM generate_series(1::bigint, $1) AS i", [.int64(1_000)],
            whileTrue: { true }
        ) { row throws(PostgresError) in sum += try row.int64(0) }
        #expect(sum == 500_500)
        #expect(throws: PostgresError.self) {
            try connection.stream(
                "SELECT 1 / (3 - i) FROM generate_series(1, 4) AS i", whileTrue: { true }
            ) { _ in }
        }
        #expect(try connection.query("SELECT 1").count == 1)
    }

    @Test func binaryCopyBothWays() throws {
        let count = try connection.copyInBinary("COPY load FROM STDIN (FORMAT binary)") {
            writer throws(PostgresError) in
            for id in 0..<Int64(5_000) {
                try writer.write(row: [
                    .int64(id), .text(id == 7 ? nil : "row \(id)"),
                    .bytes([0, 255, UInt8(id % 256)]),
                    .amount(Amount(units: Int128(id), scale: 2)),
                ])
            }
        }
        #expect(count == 5_000)
        let row = try connection.query(
            "SELECT count(*), count(name), sum(n), (array_agg(body ORDER BY id))[1] FROM load"
        ).onlyRow()
        #expect(try row.int64(0) == 5_000)
        #expect(try row.int64(1) == 4_999)
        #expect(try row.amount(2).units == 12_497_500)
        #expect(try row.bytes(3) == [0, 255, 0])
        var bytes = 0
        try connection.copyOut("COPY load TO STDOUT (FORMAT binary)") { bytes += $0.count }
        #expect(bytes > 5_000 * 30)
    }

    @Test func textCopyBothWays() throws {
        let count = try connection.copyIn("COPY load (id, name) FROM STDIN") {
            writer throws(PostgresError) in
            try writer.write("1\tone\n2\t\\N\n")
            try writer.write(Array("3\tth".utf8))
            try writer.write("ree\n")
        }
        #expect(count == 3)
        var lines: [String] = []
        try connection.copyOut("COPY (SELECT id, name FROM load ORDER BY id) TO STDOUT") { bytes in
            lines.append(String(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self))
        }
        #expect(lines == ["1\tone\n", "2\t\\N\n", "3\tthree\n"])
    }

    @Test func anAbandonedCopyStoresNothing() throws {
        let error = #expect(throws: PostgresError.self) {
            try connection.copyInBinary("COPY load FROM STDIN (FORMAT binary)") {
                writer throws(PostgresError) in
                for _ in 0..<100 {
                    try writer.write(row: [.int64(1), .text("a"), .bytes(nil), .amount(nil)])
                }
                try writer.write(row: [.int64(2), .text("\u{0}"), .bytes(nil), .amount(nil)])
            }
        }
        #expect(error?.isRefusedValue == true)
        #expect(throws: PostgresError.self) {
            try connection.copyIn("COPY load (id) FROM STDIN") { writer throws(PostgresError) in
                // More than one piece, so that some of it has been sent.
                for _ in 0..<100_000 { try writer.write("1\n") }
                throw PostgresError(sqlState: .warning, message: "changed its mind")
            }
        }
        #expect(try connection.query("SELECT 1 FROM load").isEmpty)
    }

    @Test func theServersRefusalOfACopyIsThrown() throws {
        let wrong = #expect(throws: PostgresError.self) {
            try connection.copyIn("COPY load (id) FROM STDIN") { writer throws(PostgresError) in
                for _ in 0..<200_000 { try writer.write("not a number\n") }
            }
        }
        #expect(wrong?.sqlState.rawValue == "22P02")
        let missing = #expect(throws: PostgresError.self) {
            try connection.copyIn("COPY nowhere FROM STDIN") { _ in }
        }
        #expect(missing?.isUndefined == true)
        #expect(throws: PostgresError.self) { try connection.copyIn("SELECT 1") { _ in } }
        #expect(connection.isUsable)
        #expect(throws: PostgresError.self) {
            try connection.copyOut("COPY load FROM STDIN") { _ in }
        }
        #expect(!connection.isUsable)
    }
}
