/// The target of a request line, as the client sent it.
struct RequestTarget {
    /// Where the target lay in the connection's buffer, to check that nothing was hidden beside it.
    let address: UInt
    let length: Int
    /// Nil when the target is not one that we serve: not in origin form, or with bytes outside the
    /// plain set.
    ///
    /// Escapes are outside: no path of ours needs one, and `%2F` or `%00` could mean another path
    /// to a proxy than to us.
    let path: String?
    let query: String?

    init(
        _ bytes: UnsafeBufferPointer<UInt8>, address: UInt, alphabet: PathAlphabet = .plain
    ) {
        self.address = address
        length = bytes.count
        let question = unsafe bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
        let path = unsafe bytes[..<question]
        let query = unsafe bytes[question...].dropFirst()
        let isPlain =
            unsafe path.first == UInt8(ascii: "/") && path.allSatisfy(alphabet.contains)
            && query.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        self.path = unsafe isPlain ? String(decoding: path, as: UTF8.self) : nil
        self.query =
            unsafe isPlain && question < bytes.count ? String(decoding: query, as: UTF8.self) : nil
    }
}
