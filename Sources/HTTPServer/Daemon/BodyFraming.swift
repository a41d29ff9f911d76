/// How the end of a request's body is found.
///
/// Two ways at once, or one said twice, is how requests are smuggled past a proxy: whatever is not
/// plainly one of these is malformed (RFC 9112, section 6.3).
enum BodyFraming: Hashable {
    case none
    case length(Int)
    case chunked

    /// Nil when the header fields do not say it plainly.
    init?(_ headers: HeaderFields, isHTTP11: Bool) {
        let codings = headers.count(of: "transfer-encoding")
        let lengths = headers.count(of: "content-length")
        switch (codings, lengths) {
        case (0, 0): self = .none
        case (1, 0):
            guard isHTTP11, headers.text("transfer-encoding")?.lowercased() == "chunked" else {
                return nil
            }
            self = .chunked
        case (0, 1):
            guard let digits = headers.text("content-length"), !digits.isEmpty,
                digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
            else { return nil }
            // More than an Int can count is too long in any case.
            let length = Int(digits) ?? .max
            self = length == 0 ? .none : .length(length)
        default: return nil
        }
    }

    /// Whether the stated length is more than a limit; a chunked body is counted while reading.
    func exceeds(_ limitBytes: Int) -> Bool {
        if case .length(let length) = self { length > limitBytes } else { false }
    }
}
