package import Events
import Glibc
package import Money

/// A value that has a binary form of one PostgreSQL type.
package protocol PostgresEncodable: Sendable {
    static var postgresType: TypeIdentifier { get }
    static var postgresArrayType: TypeIdentifier { get }

    /// Appends the value's binary form, without a length before it.
    func encode(into buffer: inout [UInt8]) throws(PostgresError)
}

/// JSON text for a `jsonb` column; PostgreSQL checks that it is JSON.
package struct JSONText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// Bytes that are not UTF-8 are refused before they are sent.
    package init(utf8 bytes: [UInt8]) throws(PostgresError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PostgresError(
                sqlState: .characterNotInRepertoire, message: "the JSON text is not UTF-8")
        }
        self.text = text
    }
}

extension Bool: PostgresEncodable {
    package static var postgresType: TypeIdentifier { .bool }
    package static var postgresArrayType: TypeIdentifier { .boolArray }

    package func encode(into buffer: inout [UInt8]) {
        buffer.append(self ? 1 : 0)
    }
}

extension Int32: PostgresEncodable {
    package static var postgresType: TypeIdentifier { .int4 }
    package static var postgresArrayType: TypeIdentifier { .int4Array }

    package func encode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(self)
    }
}

extension Int64: PostgresEncodable {
    package static var postgresType: TypeIdentifier { .int8 }
    package static var postgresArrayType: TypeIdentifier { .int8Array }

    package func encode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(self)
    }
}

extension String: PostgresEncodable {
    package static var postgresType: TypeIdentifier { .text }
    package static var postgresArrayType: TypeIdentifier { .textArray }

    /// PostgreSQL cannot hold NUL in text; the refusal is ours, before anything is sent.
    package func encode(into buffer: inout [UInt8]) throws(PostgresError) {
        let start = buffer.count
        buffer.append(contentsOf: utf8)
        if buffer.hasZero(from: start) {
            throw PostgresError(
                sqlState: .characterNotInRepertoire,
                message: "a text of \(buffer.count - start) bytes contains the character NUL")
        }
    }
}

extension [UInt8]: PostgresEncodable {
    package static var postgresType: TypeIdentifier { .bytea }
    package static var postgresArrayType: TypeIdentifier { .byteaArray }

    package func encode(into buffer: inout [UInt8]) {
        buffer.append(contentsOf: self)
    }
}

extension UUIDBytes: PostgresEncodable {
    package static var postgresType: TypeIdentifier { .uuid }
    package static var postgresArrayType: TypeIdentifier { .uuidArray }

    package func encode(into buffer: inout [UInt8]) {
        buffer.appendBigEndian(high)
        buffer.appendBigEndian(low)
    }
}

extension Timestamp: PostgresEncodable {
    package static var postgresType: TypeIdentifier { .timestamptz }
    package static var postgresArrayType: TypeIdentifier { .timestamptzArray }

    /// Microseconds from 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
    static let postgresEpochMicroseconds: Int64 = 946_684_800_000_000

    package func encode(into buffer: inout [UInt8]) throws(PostgresError) {
        let (shifted, overflow) = microseconds.subtractingReportingOverflow(
            Self.postgresEpochMicroseconds)
        // The extremes mean -infinity and infinity to PostgreSQL; an instant is neither.
        if overflow || shifted == .min {
            throw PostgresError(
                sqlState: .datetimeFieldOverflow,
                message: "the time \(microseconds) µs since 1970 is outside PostgreSQL's range")
        }
        buffer.appendBigEndian(shifted)
    }
}

extension Amount: PostgresEncodable {
    package static var postgresType: TypeIdentifier { .numeric }
    package static var postgresArrayType: TypeIdentifier { .numericArray }

    package func encode(into buffer: inout [UInt8]) {
        NumericFormat.encode(units: units, scale: scale, into: &buffer)
    }
}

extension JSONText: PostgresEncodable {
    package static var postgresType: TypeIdentifier { .jsonb }
    package static var postgresArrayType: TypeIdentifier { .jsonbArray }

    /// `jsonb` on the wire is a version byte and the text.
    package func encode(into buffer: inout [UInt8]) throws(PostgresError) {
        buffer.append(1)
        try text.encode(into: &buffer)
    }
}

extension [UInt8] {
    /// Whether one of the bytes from a place on is zero.
    fileprivate func hasZero(from start: Int) -> Bool {
        // The pointer is read within the closure alone, and no further than the array's end.
        unsafe withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, start < bytes.count else { return false }
            return unsafe memchr(base + start, 0, bytes.count - start) != nil
        }
    }
}
