import Events
import Money

/// Takes the rows of a COPY FROM STDIN and sends them in pieces.
package struct CopyWriter: ~Copyable {
    /// Large enough that the cost of a call vanishes, small enough to stay in the cache.
    private static let pieceBytes = 64 * 1024

    private let connection: Connection
    private var buffer: [UInt8] = []

    init(_ connection: Connection) {
        self.connection = connection
        buffer.reserveCapacity(Self.pieceBytes)
    }

    /// Bytes in the format that the COPY statement states; pieces may end anywhere.
    package mutating func write(_ bytes: [UInt8]) throws(PostgresError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.pieceBytes { try flush() }
    }

    /// Lines of the text or CSV format.
    package mutating func write(_ text: String) throws(PostgresError) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.pieceBytes { try flush() }
    }

    mutating func flush() throws(PostgresError) {
        guard !buffer.isEmpty else { return }
        try connection.putCopy(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    // The binary format: a header, rows of length-prefixed fields, an end mark
    // (PostgreSQL documentation, "COPY", "Binary Format").

    mutating func beginBinary() {
        buffer.append(contentsOf: Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00])
        buffer.appendBigEndian(Int32(0))  // flags
        buffer.appendBigEndian(Int32(0))  // length of the header's extension
    }

    fileprivate mutating func endBinary() throws(PostgresError) {
        buffer.appendBigEndian(Int16(-1))
        try flush()
    }

    fileprivate mutating func beginRow(_ fieldCount: Int) throws(PostgresError) {
        if buffer.count >= Self.pieceBytes { try flush() }
        buffer.appendBigEndian(Int16(truncatingIfNeeded: fieldCount))
    }

    fileprivate mutating func append(
        _ value: (some PostgresEncodable)?
    ) throws(PostgresError) {
        guard let value else { return buffer.appendBigEndian(Int32(-1)) }
        let offset = buffer.count
        buffer.appendBigEndian(Int32(0))
        try value.encode(into: &buffer)
        guard let length = Int32(exactly: buffer.count - offset - 4) else {
            throw PostgresError(
                sqlState: .programLimitExceeded, message: "a value is over 2 GiB")
        }
        buffer.overwriteBigEndian(length, at: offset)
    }

    fileprivate mutating func append(row fields: [Parameter]) throws(PostgresError) {
        try beginRow(fields.count)
        for (index, field) in fields.enumerated() {
            if var refusal = field.refusal {
                refusal.message = "column \(index + 1): \(refusal.message)"
                throw refusal
            }
            buffer.appendBigEndian(Int32(truncatingIfNeeded: field.bytes?.count ?? -1))
            if let bytes = field.bytes { buffer.append(contentsOf: bytes) }
        }
    }
}

/// Takes the rows of a binary COPY as typed values.
package struct BinaryCopyWriter: ~Copyable {
    private var writer: CopyWriter

    init(connection: Connection) {
        writer = CopyWriter(connection)
    }

    /// One row; the values' types must be exactly those of the columns.
    package mutating func write(row fields: [Parameter]) throws(PostgresError) {
        try writer.append(row: fields)
    }

    /// Begins a row; exactly so many values must be appended, of exactly the columns' types.
    package mutating func beginRow(_ fieldCount: Int) throws(PostgresError) {
        try writer.beginRow(fieldCount)
    }

    /// The next value of the row; nil is null.
    ///
    /// Specialized as `Parameter.array` is.
    @_specialize(where Value == String)
    @_specialize(where Value == Int32)
    @_specialize(where Value == Int64)
    @_specialize(where Value == Bool)
    @_specialize(where Value == UUIDBytes)
    @_specialize(where Value == Timestamp)
    @_specialize(where Value == Amount)
    @_specialize(where Value == JSONText)
    @_specialize(where Value == [UInt8])
    package mutating func append<Value: PostgresEncodable>(
        _ value: Value?
    ) throws(PostgresError) {
        try writer.append(value)
    }

    mutating func end() throws(PostgresError) {
        try writer.endBinary()
    }
}
