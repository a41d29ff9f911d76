/// The binary form of a one-dimensional array (`array_recv` in src/backend/utils/adt/arrayfuncs.c).
enum ArrayFormat {
    private static let headerLength = 12
    private static let dimensionLength = 8

    /// The elements, nil for null; refuses several dimensions and other element types.
    static func decode<Value: PostgresDecodable>(
        _ bytes: Span<UInt8>
    ) throws(PostgresError) -> [Value?] {
        guard bytes.count >= headerLength else { throw .unexpected("an array cut short") }
        let dimensions = bytes.bigEndian(at: 0, as: Int32.self)
        let element = TypeIdentifier(rawValue: bytes.bigEndian(at: 8, as: UInt32.self))
        guard Value.decodes(element) else {
            throw .unexpected(
                "an array of the type with id \(element.rawValue) cannot be read as \(Value.self)")
        }
        if dimensions == 0 { return [] }
        guard dimensions == 1, bytes.count >= headerLength + dimensionLength else {
            throw .unexpected("an array of \(dimensions) dimensions where one is expected")
        }
        let count = bytes.bigEndian(at: headerLength, as: Int32.self)
        var values: [Value?] = []
        values.reserveCapacity(Int(clamping: count))
        var offset = headerLength + dimensionLength
        for _ in 0..<count {
            guard offset + 4 <= bytes.count else { throw .unexpected("an array cut short") }
            let length = Int(bytes.bigEndian(at: offset, as: Int32.self))
            offset += 4
            if length < 0 {
                values.append(nil)
                continue
            }
            guard offset + length <= bytes.count else { throw .unexpected("an array cut short") }
            values.append(
                try Value.decode(bytes.extracting(offset..<(offset + length)), from: element))
            offset += length
        }
        return values
    }
}
