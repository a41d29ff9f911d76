package import Events
package import Money

/// One statement parameter: an explicit type and its binary form, or null.
///
/// A value that cannot be encoded (NUL in text) is remembered and refused when the statement is
/// sent, so that building a parameter list never throws.
package struct Parameter: Sendable {
    package let type: TypeIdentifier
    let bytes: [UInt8]?
    let refusal: PostgresError?

    /// The parameter for a value, or null of the value's type.
    package init<Value: PostgresEncodable>(_ value: Value?) {
        type = Value.postgresType
        var buffer: [UInt8] = []
        do {
            try value?.encode(into: &buffer)
            bytes = value == nil ? nil : buffer
            refusal = nil
        } catch {
            bytes = nil
            refusal = error
        }
    }

    private init<Value: PostgresEncodable>(
        arrayOf count: Int, _ type: Value.Type,
        _ write: (inout ArrayBuilder) throws(PostgresError) -> Void
    ) {
        self.type = Value.postgresArrayType
        var builder = ArrayBuilder(element: Value.postgresType, count: count)
        do {
            try write(&builder)
            bytes = builder.bytes
            refusal = nil
        } catch {
            bytes = nil
            refusal = error
        }
    }
}

extension Parameter {
    package static func bool(_ value: Bool?) -> Parameter { Parameter(value) }
    package static func int32(_ value: Int32?) -> Parameter { Parameter(value) }
    package static func int64(_ value: Int64?) -> Parameter { Parameter(value) }
    package static func text(_ value: String?) -> Parameter { Parameter(value) }
    package static func bytes(_ value: [UInt8]?) -> Parameter { Parameter(value) }
    package static func uuid(_ value: UUIDBytes?) -> Parameter { Parameter(value) }
    package static func timestamp(_ value: Timestamp?) -> Parameter { Parameter(value) }
    package static func amount(_ value: Amount?) -> Parameter { Parameter(value) }
    package static func jsonb(_ value: String?) -> Parameter { Parameter(value.map(JSONText.init)) }

    // The specializations below: without them another room's call goes through witness tables for
    // each element, which costs many times what writing it does.

    /// A one-dimensional array without nulls: `[String]` is `text[]`, `[[UInt8]]` is `bytea[]`.
    @_specialize(where Value == String)
    @_specialize(where Value == Int32)
    @_specialize(where Value == Int64)
    @_specialize(where Value == Bool)
    @_specialize(where Value == UUIDBytes)
    @_specialize(where Value == Timestamp)
    @_specialize(where Value == Amount)
    @_specialize(where Value == JSONText)
    @_specialize(where Value == [UInt8])
    package static func array<Value: PostgresEncodable>(_ values: [Value]) -> Parameter {
        array(count: values.count) { values[$0] }
    }

    /// A one-dimensional array whose elements may be null.
    @_specialize(where Value == String)
    @_specialize(where Value == Int32)
    @_specialize(where Value == Int64)
    @_specialize(where Value == Bool)
    @_specialize(where Value == UUIDBytes)
    @_specialize(where Value == Timestamp)
    @_specialize(where Value == Amount)
    @_specialize(where Value == JSONText)
    @_specialize(where Value == [UInt8])
    package static func array<Value: PostgresEncodable>(_ values: [Value?]) -> Parameter {
        array(count: values.count) { values[$0] }
    }

    /// A one-dimensional array of what stands at each place; nil is null.
    @_specialize(where Value == String)
    @_specialize(where Value == Int32)
    @_specialize(where Value == Int64)
    @_specialize(where Value == Bool)
    @_specialize(where Value == UUIDBytes)
    @_specialize(where Value == Timestamp)
    @_specialize(where Value == Amount)
    @_specialize(where Value == JSONText)
    @_specialize(where Value == [UInt8])
    package static func array<Value: PostgresEncodable>(
        count: Int, _ value: (Int) -> Value?
    ) -> Parameter {
        Parameter(arrayOf: count, Value.self) { builder throws(PostgresError) in
            for place in 0..<count {
                if let value = value(place) {
                    try builder.append(value)
                } else {
                    builder.appendNull()
                }
            }
        }
    }
}

/// Builds the binary form of a one-dimensional array (`array_send`).
private struct ArrayBuilder {
    var bytes: [UInt8] = []
    private static let hasNullsOffset = 4

    init(element: TypeIdentifier, count: Int) {
        bytes.appendBigEndian(Int32(count == 0 ? 0 : 1))  // dimensions
        bytes.appendBigEndian(Int32(0))  // whether there are nulls: corrected by appendNull
        bytes.appendBigEndian(element.rawValue)
        if count > 0 {
            bytes.appendBigEndian(Int32(truncatingIfNeeded: count))
            bytes.appendBigEndian(Int32(1))  // lower bound
        }
    }

    mutating func append(_ value: some PostgresEncodable) throws(PostgresError) {
        let lengthOffset = bytes.count
        bytes.appendBigEndian(Int32(0))
        try value.encode(into: &bytes)
        let length = bytes.count - lengthOffset - 4
        guard let length = Int32(exactly: length), bytes.count < Int32.max else {
            throw PostgresError(
                sqlState: .programLimitExceeded, message: "an array parameter is over 2 GiB")
        }
        bytes.overwriteBigEndian(length, at: lengthOffset)
    }

    mutating func appendNull() {
        bytes.appendBigEndian(Int32(-1))
        bytes.overwriteBigEndian(1, at: Self.hasNullsOffset)
    }
}
