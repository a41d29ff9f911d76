package import Events
package import Money

/// One row of a result; the getters check the column's type and copy only what they return.
///
/// Each getter has a variant `…OrNil`: null is nil there, and an error in the plain one.
package struct Row {
    let result: ResultHandle
    let index: Int

    package var columnCount: Int { result.columnCount }

    package func isNull(_ column: Int) -> Bool {
        result.withCell(row: index, column: column) { _ in true } == nil
    }

    /// Lends the binary form of a cell for the time of the call; nil for null.
    package func withBytes<Value>(
        _ column: Int, _ body: (Span<UInt8>) throws(PostgresError) -> Value
    ) throws(PostgresError) -> Value? {
        try result.withCell(row: index, column: column, body)
    }
}

extension Row {
    /// The decoded value of a cell, or nil for null.
    package func value<Value: PostgresDecodable>(
        _ column: Int, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value? {
        let columnType = result.columnType(column)
        guard Value.decodes(columnType) else {
            throw .unexpected(
                "column \(result.columnName(column)) has the type with id \(columnType.rawValue),"
                    + " which cannot be read as \(Value.self)")
        }
        return try result.withCell(row: index, column: column) { bytes throws(PostgresError) in
            try Value.decode(bytes, from: columnType)
        }
    }

    private func required<Value: PostgresDecodable>(
        _ column: Int
    ) throws(PostgresError) -> Value {
        guard let value = try value(column, as: Value.self) else {
            throw .unexpected("column \(result.columnName(column)) is null")
        }
        return value
    }

    package func bool(_ column: Int) throws(PostgresError) -> Bool { try required(column) }
    package func int32(_ column: Int) throws(PostgresError) -> Int32 { try required(column) }
    package func int64(_ column: Int) throws(PostgresError) -> Int64 { try required(column) }
    package func text(_ column: Int) throws(PostgresError) -> String { try required(column) }
    package func bytes(_ column: Int) throws(PostgresError) -> [UInt8] { try required(column) }
    package func uuid(_ column: Int) throws(PostgresError) -> UUIDBytes { try required(column) }
    package func timestamp(_ column: Int) throws(PostgresError) -> Timestamp {
        try required(column)
    }
    package func amount(_ column: Int) throws(PostgresError) -> Amount { try required(column) }

    package func boolOrNil(_ column: Int) throws(PostgresError) -> Bool? { try value(column) }
    package func int32OrNil(_ column: Int) throws(PostgresError) -> Int32? { try value(column) }
    package func int64OrNil(_ column: Int) throws(PostgresError) -> Int64? { try value(column) }
    package func textOrNil(_ column: Int) throws(PostgresError) -> String? { try value(column) }
    package func bytesOrNil(_ column: Int) throws(PostgresError) -> [UInt8]? { try value(column) }
    package func uuidOrNil(_ column: Int) throws(PostgresError) -> UUIDBytes? { try value(column) }
    package func timestampOrNil(_ column: Int) throws(PostgresError) -> Timestamp? {
        try value(column)
    }
    package func amountOrNil(_ column: Int) throws(PostgresError) -> Amount? { try value(column) }

    /// A one-dimensional array whose elements may be null; nil when the array itself is null.
    package func arrayOrNil<Value: PostgresDecodable>(
        _ column: Int, of type: Value.Type = Value.self
    ) throws(PostgresError) -> [Value?]? {
        try result.withCell(row: index, column: column) { bytes throws(PostgresError) in
            try ArrayFormat.decode(bytes)
        }
    }

    /// A one-dimensional array without nulls.
    package func array<Value: PostgresDecodable>(
        _ column: Int, of type: Value.Type = Value.self
    ) throws(PostgresError) -> [Value] {
        guard let values: [Value?] = try arrayOrNil(column) else {
            throw .unexpected("column \(result.columnName(column)) is null")
        }
        let present = values.compactMap { $0 }
        guard present.count == values.count else {
            throw .unexpected("column \(result.columnName(column)) has a null element")
        }
        return present
    }
}
