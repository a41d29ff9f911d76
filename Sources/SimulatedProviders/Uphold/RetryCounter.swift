/// How an attempt of Uphold's differs from the one before, inside its body.
package enum RetryCounter {
    /// The body of the attempt after so many failed ones.
    ///
    /// They are counted in `retries`, within the signed bytes.
    package static func body(_ body: [UInt8], retries: Int) -> [UInt8] {
        guard retries > 0, let digits = digits(in: body) else { return body }
        return Array(body[..<digits.lowerBound]) + Array(String(retries).utf8)
            + Array(body[digits.upperBound...])
    }

    /// Where the number stands.
    ///
    /// The writer sets no white space, and the key's quotes cannot stand unescaped within a string.
    private static func digits(in body: [UInt8]) -> Range<Int>? {
        let key = Array(#""retries":"#.utf8)
        guard body.count > key.count else { return nil }
        for start in 0..<(body.count - key.count)
        where body[start] == key[0] && body[start..<(start + key.count)].elementsEqual(key) {
            let first = start + key.count
            let end =
                body[first...].firstIndex { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                ?? body.count
            return first < end ? first..<end : nil
        }
        return nil
    }
}
