import Glibc
import Postgres

/// How fast PostgreSQL itself takes the rows that a rebuild wrote: `COPY BINARY` of the same rows
/// into empty tables of the same shape, one after the other in one transaction.
struct CopyRate {
    /// Rows of each table.
    var rows: [(table: String, count: Int)] = []
    var indexedSeconds = 0.0
    var unindexedSeconds = 0.0

    var total: Int { rows.reduce(0) { $0 + $1.count } }

    /// Measures the rows of the active generations; `directory` must be writable for the server.
    static func measure(_ owner: Connection, directory: String) throws -> CopyRate {
        var rate = CopyRate()
        let tables = try owner.query("SELECT unnest(projection.entity_tables())")
            .map { try $0.text(0) }
        for table in tables {
            let path = "\(directory)/\(table).copy"
            let count = try owner.query(
                """
                SELECT count(*) FROM projection.\(table)
                JOIN projection.active USING (source_id, generation)
                """
            ).onlyRow().int64(0)
            rate.rows.append((table, Int(count)))
            try owner.execute(
                """
                COPY (SELECT t.* FROM projection.\(table) t
                      JOIN projection.active USING (source_id, generation))
                TO '\(path)' (FORMAT binary)
                """)
        }
        defer { for table in tables { _ = unsafe unlink("\(directory)/\(table).copy") } }
        rate.indexedSeconds = try load(tables, "INCLUDING ALL", owner, directory)
        rate.unindexedSeconds = try load(
            tables, "INCLUDING ALL EXCLUDING INDEXES", owner, directory)
        return rate
    }

    private static func load(
        _ tables: [String], _ shape: String, _ owner: Connection, _ directory: String
    ) throws -> Double {
        let shapes = tables.map {
            "CREATE TABLE bench.\($0) (LIKE projection.\($0) \(shape));"
        }
        try owner.execute("CREATE SCHEMA bench; \(shapes.joined(separator: " "))")
        try owner.execute("CHECKPOINT")
        let start = ContinuousClock.now
        try owner.transaction(throwingAny: .readCommitted) {
            for table in tables { try load(table, "\(directory)/\(table).copy", owner) }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        try owner.execute("DROP SCHEMA bench CASCADE")
        return seconds
    }

    private static func load(_ table: String, _ path: String, _ owner: Connection) throws {
        guard let file = unsafe fopen(path, "r") else {
            throw GeneratorProcess.Failure(description: "\(path) cannot be read")
        }
        defer { unsafe fclose(file) }
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        try owner.copyIn("COPY bench.\(table) FROM STDIN (FORMAT binary)") {
            writer throws(PostgresError) in
            while true {
                // The call writes at most as many bytes as the array holds.
                let count = unsafe fread(&piece, 1, piece.count, file)
                if count == 0 { return }
                try writer.write(count == piece.count ? piece : Array(piece[..<count]))
            }
        }
    }
}
