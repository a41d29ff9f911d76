import Postgres

/// One row of a result, read by the columns of a table: `row[AccountTable.posted]`.
struct StoredRow {
    private let row: Row
    private let names: [String]

    fileprivate init(_ row: Row, _ names: [String]) {
        self.row = row
        self.names = names
    }

    /// The value of a table's column.
    subscript<Owner: Table, Value: ColumnValue>(
        column: Column<Owner, Value>
    ) -> Value {
        get throws(PostgresError) { try value(column.name, as: Value.self) }
    }

    /// The value of a column that the query computes.
    func value<Value: ColumnValue>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let place = names.firstIndex(of: name) else {
            throw .unreadable("the column \(name) is not read")
        }
        let stored = try row.value(place, as: Value.Stored.self)
        guard let value = Value(stored: stored) else {
            let content = stored.map { "\"\($0)\"" } ?? "null"
            throw .unreadable("the column \(name) holds \(content)")
        }
        return value
    }
}

/// The rows of a result, to be read by columns.
struct StoredRows: Sequence {
    private let result: QueryResult
    private let names: [String]

    init(_ result: QueryResult) {
        self.result = result
        names = result.columnNames
    }

    var count: Int { result.count }

    /// The single row of a query that gives exactly one.
    func only() throws(PostgresError) -> StoredRow { StoredRow(try result.onlyRow(), names) }

    func makeIterator() -> some IteratorProtocol<StoredRow> {
        result.lazy.map { [names] row in StoredRow(row, names) }.makeIterator()
    }
}

extension PostgresError {
    /// A row that this version did not write, or cannot know.
    fileprivate static func unreadable(_ what: String) -> PostgresError {
        PostgresError(
            sqlState: .unexpectedResult,
            message: "\(what), which this version cannot read: build a new generation with"
                + " `trueup reproject`")
    }
}
