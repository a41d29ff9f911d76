package import Events
package import Money

/// A value that can be read from PostgreSQL's binary form of one or several types.
package protocol PostgresDecodable {
    /// Whether values of the type can be read; a wrong column is an error, never a wrong value.
    static func decodes(_ type: TypeIdentifier) -> Bool
    static func decode(_ bytes: Span<UInt8>, from type: TypeIdentifier) throws(PostgresError)
        -> Self
}

/// Refuses a cell whose length is not that of its type.
private func expect(_ count: Int, in bytes: Span<UInt8>) throws(PostgresError) {
    guard bytes.count == count else {
        throw .unexpected("a value of \(bytes.count) bytes where \(count) are expected")
    }
}

extension Bool: PostgresDecodable {
    package static func decodes(_ type: TypeIdentifier) -> Bool { type == .bool }

    package static func decode(
        _ bytes: Span<UInt8>, from type: TypeIdentifier
    ) throws(PostgresError) -> Bool {
        try expect(1, in: bytes)
        return bytes[0] != 0
    }
}

extension Int32: PostgresDecodable {
    package static func decodes(_ type: TypeIdentifier) -> Bool { type == .int4 || type == .int2 }

    package static func decode(
        _ bytes: Span<UInt8>, from type: TypeIdentifier
    ) throws(PostgresError) -> Int32 {
        if type == .int2 {
            try expect(2, in: bytes)
            return Int32(bytes.bigEndian(at: 0, as: Int16.self))
        }
        try expect(4, in: bytes)
        return bytes.bigEndian(at: 0, as: Int32.self)
    }
}

extension Int64: PostgresDecodable {
    package static func decodes(_ type: TypeIdentifier) -> Bool {
        type == .int8 || type == .oid || Int32.decodes(type)
    }

    package static func decode(
        _ bytes: Span<UInt8>, from type: TypeIdentifier
    ) throws(PostgresError) -> Int64 {
        switch type {
        case .int8:
            try expect(8, in: bytes)
            return bytes.bigEndian(at: 0, as: Int64.self)
        case .oid:
            try expect(4, in: bytes)
            return Int64(bytes.bigEndian(at: 0, as: UInt32.self))
        default:
            return Int64(try Int32.decode(bytes, from: type))
        }
    }
}

extension String: PostgresDecodable {
    /// Text in all its types, JSON, and the labels of types made by users.
    package static func decodes(_ type: TypeIdentifier) -> Bool {
        switch type {
        case .text, .varchar, .character, .name, .json, .jsonb, .unknown: true
        default: type.rawValue >= TypeIdentifier.firstUserDefined
        }
    }

    package static func decode(
        _ bytes: Span<UInt8>, from type: TypeIdentifier
    ) throws(PostgresError) -> String {
        // `jsonb` on the wire is a version byte and the text.
        let start = type == .jsonb ? 1 : 0
        guard bytes.count >= start else { throw .unexpected("a jsonb value of no bytes") }
        guard let text = try? UTF8Span(validating: bytes.extracting(start..<bytes.count)) else {
            throw .unexpected("a text that is not UTF-8")
        }
        return String(copying: text)
    }
}

extension JSONText: PostgresDecodable {
    package static func decodes(_ type: TypeIdentifier) -> Bool { type == .json || type == .jsonb }

    package static func decode(
        _ bytes: Span<UInt8>, from type: TypeIdentifier
    ) throws(PostgresError) -> JSONText {
        JSONText(try String.decode(bytes, from: type))
    }
}

extension [UInt8]: PostgresDecodable {
    package static func decodes(_ type: TypeIdentifier) -> Bool { type == .bytea }

    package static func decode(
        _ bytes: Span<UInt8>, from type: TypeIdentifier
    ) throws(PostgresError) -> [UInt8] {
        // The one bulk copy out of libpq's memory; the bytes of a span are initialized.
        unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
    }
}

extension UUIDBytes: PostgresDecodable {
    package static func decodes(_ type: TypeIdentifier) -> Bool { type == .uuid }

    package static func decode(
        _ bytes: Span<UInt8>, from type: TypeIdentifier
    ) throws(PostgresError) -> UUIDBytes {
        try expect(16, in: bytes)
        return UUIDBytes(
            high: bytes.bigEndian(at: 0, as: UInt64.self),
            low: bytes.bigEndian(at: 8, as: UInt64.self))
    }
}

extension Timestamp: PostgresDecodable {
    package static func decodes(_ type: TypeIdentifier) -> Bool { type == .timestamptz }

    package static func decode(
        _ bytes: Span<UInt8>, from type: TypeIdentifier
    ) throws(PostgresError) -> Timestamp {
        try expect(8, in: bytes)
        let shifted = bytes.bigEndian(at: 0, as: Int64.self)
        guard shifted != .min, shifted != .max else {
            throw .unexpected("an infinite time where an instant is expected")
        }
        let (microseconds, overflow) = shifted.addingReportingOverflow(postgresEpochMicroseconds)
        guard !overflow else { throw .unexpected("a time beyond 64 bits of microseconds") }
        return Timestamp(microseconds: microseconds)
    }
}

extension Amount: PostgresDecodable {
    package static func decodes(_ type: TypeIdentifier) -> Bool { type == .numeric }

    package static func decode(
        _ bytes: Span<UInt8>, from type: TypeIdentifier
    ) throws(PostgresError) -> Amount {
        let number = try NumericFormat.decode(bytes)
        return Amount(units: number.units, scale: number.scale)
    }
}
