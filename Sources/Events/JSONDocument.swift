/// How much of a document the reader accepts.
package struct JSONLimits: Hashable, Sendable {
    /// Bytes of the whole document; at most `UInt32.max`.
    package var maximumBytes: Int
    /// Arrays and objects within one another.
    package var maximumDepth: Int

    package init(maximumBytes: Int, maximumDepth: Int) {
        self.maximumBytes = min(max(maximumBytes, 0), Int(UInt32.max))
        self.maximumDepth = max(maximumDepth, 0)
    }

    /// For bodies in the log.
    ///
    /// Above every limit that the intake can be given, so that what was
    /// once accepted stays readable whatever the intake's limit is later.
    package static let webhook = JSONLimits(maximumBytes: 64 << 20, maximumDepth: 64)
}

/// One JSON text (RFC 8259), read strictly and kept with its bytes.
///
/// The one reader of the product: the intake's envelope and the projector's facts come from it, so
/// the two never disagree about a body. It refuses what lenient readers resolve silently: repeated
/// keys, invalid UTF-8, lone surrogates, a byte order mark, anything after the value. Number text
/// is kept, never converted.
///
/// ```swift
/// let document = try JSONDocument(parsing: body)
/// let identifier = document.root["data"]?["id"]?.string
/// ```
package struct JSONDocument: Sendable {
    private let tape: JSONTape

    /// Reads the whole document; cost and memory grow in proportion to the bytes.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .webhook) throws(JSONError) {
        tape = try JSONTape(reading: bytes, limits: limits)
    }

    /// The outermost value.
    package var root: JSONValue { JSONValue(tape: tape, index: 0) }

    /// The text that was read.
    package var bytes: [UInt8] { tape.bytes }
}
