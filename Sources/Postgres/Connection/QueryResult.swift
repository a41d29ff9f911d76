/// All rows of one statement, in memory that libpq holds until the last reference goes.
package struct QueryResult {
    let handle: ResultHandle

    /// Rows inserted, updated, deleted or selected; zero for other commands.
    package var affectedRows: Int { Int(handle.affectedRows) ?? 0 }

    /// The server's word for what it did: `INSERT 0 5`, `COMMIT`.
    package var commandTag: String { handle.commandTag }

    package var columnNames: [String] {
        (0..<handle.columnCount).map(handle.columnName)
    }

    /// The single row of a statement that must return exactly one.
    package func onlyRow() throws(PostgresError) -> Row {
        guard count == 1 else { throw .unexpected("\(count) rows where exactly one is expected") }
        return self[0]
    }
}

extension QueryResult: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { handle.rowCount }

    package subscript(position: Int) -> Row {
        Row(result: handle, index: position)
    }
}
