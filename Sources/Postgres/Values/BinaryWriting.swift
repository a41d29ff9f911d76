// PostgreSQL's binary formats are big-endian throughout.

extension [UInt8] {
    @inline(__always)
    mutating func appendBigEndian(_ value: some FixedWidthInteger) {
        // The integer's own bytes, copied before the closure ends.
        unsafe Swift.withUnsafeBytes(of: value.bigEndian) { bytes in
            unsafe append(contentsOf: bytes)
        }
    }

    mutating func overwriteBigEndian(_ value: Int32, at offset: Int) {
        for byte in 0..<4 {
            self[offset + byte] = UInt8(truncatingIfNeeded: value >> (24 - 8 * byte))
        }
    }
}

extension Span<UInt8> {
    /// Reads a big-endian integer; the caller has checked that the bytes are there.
    func bigEndian<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type) -> Value {
        var value: Value = 0
        for index in offset..<(offset + MemoryLayout<Value>.size) {
            value = value << 8 | Value(truncatingIfNeeded: self[index])
        }
        return value
    }
}
