import Postgres

/// The rate at which PostgreSQL itself takes the rows of the log, in bulk.
///
/// The rows that the benchmark has just appended are read out, and copied into an empty table with
/// the same columns, checks and indexes: `COPY BINARY` in one transaction, over the same socket.
struct CopyBaseline {
    let rows: Int
    let microseconds: UInt64

    var rowsPerSecond: Int {
        microseconds == 0 ? 0 : Int(UInt64(rows) * 1_000_000 / microseconds)
    }

    /// Works as the owner of the database, and leaves nothing behind.
    static func measure(_ connection: Connection) throws -> CopyBaseline {
        var pieces: [[UInt8]] = []
        try connection.copyOut("COPY log.event TO STDOUT (FORMAT binary)") { piece in
            pieces.append((0..<piece.count).map { piece[$0] })
        }
        try connection.execute(
            """
            CREATE SCHEMA bench;
            CREATE TABLE bench.event (LIKE log.event INCLUDING ALL);
            CHECKPOINT
            """)
        let clock = ContinuousClock()
        let start = clock.now
        let rows = try connection.copyIn("COPY bench.event FROM STDIN (FORMAT binary)") {
            writer throws(PostgresError) in
            for piece in pieces { try writer.write(piece) }
        }
        let duration = start.duration(to: clock.now)
        try connection.execute("DROP SCHEMA bench CASCADE")
        return CopyBaseline(rows: rows, microseconds: UInt64(duration / .microseconds(1)))
    }
}
