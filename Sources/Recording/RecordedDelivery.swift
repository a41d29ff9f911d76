package import Providers

/// One attempt as it went over the wire: what a file of a recording holds.
///
/// The file is the request itself, in the form of RFC 9112, without the header fields that belong
/// to the connection:
///
///     POST /hooks/agentcard-test HTTP/1.1
///     AgentCard-Signature: t=1767225600,v1=63226f…
///
///     {"id":"evt_1",…}
///
/// Lines of the head end with CR LF, or with LF alone where a person has edited them; the body is
/// every byte after the first empty line, to the end of the file.
package struct RecordedDelivery: Hashable, Sendable {
    package var path: String
    /// The provider's own: signatures, credentials, ids; without `Host`, `Content-Length` and
    /// `Content-Type`, which every sender adds.
    package var headers: [HeaderField]
    package var body: [UInt8]

    package init(path: String, headers: [HeaderField], body: [UInt8]) {
        self.path = path
        self.headers = headers
        self.body = body
    }

    /// The content of its file.
    package var fileBytes: [UInt8] {
        var head = "POST \(path) HTTP/1.1\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }

    /// Reads a file; throws what is wrong with it.
    package init(fileBytes bytes: [UInt8]) throws(RecordingError) {
        var rest = bytes[...]
        guard let requestLine = Self.takeLine(&rest) else { throw .unreadable("it has no head") }
        let words = requestLine.split(separator: " ")
        guard words.count == 3, words[0] == "POST", words[1].hasPrefix("/"),
            words[2] == "HTTP/1.1"
        else { throw .unreadable("its first line is not `POST /path HTTP/1.1`") }
        path = String(words[1])
        headers = []
        while let line = Self.takeLine(&rest) {
            guard !line.isEmpty else {
                body = Array(rest)
                return
            }
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
                throw .unreadable("a line of its head has no name: \(line)")
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            headers.append(HeaderField(name: String(line[..<colon]), value: String(value)))
        }
        throw .unreadable("no empty line ends its head")
    }

    /// The next line without its end; nil where no line ends any more.
    private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        var line = rest[..<end]
        rest = rest[(end + 1)...]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(validating: line, as: UTF8.self)
    }
}

/// Why a recording cannot be written or read.
package enum RecordingError: Error, Equatable, CustomStringConvertible {
    case notADirectory(String, reason: String)
    case notEmpty(String)
    case unwritable(String, reason: String)
    case unreadable(String)
    case unreadableFile(String, reason: String)
    case noDeliveries(String)

    package var description: String {
        switch self {
        case .notADirectory(let path, let reason):
            "the directory \(path) cannot be used (\(reason)): check the path and its rights"
        case .notEmpty(let path):
            "the directory \(path) holds deliveries already: give an empty one"
        case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
        case .unreadable(let reason): "no recorded delivery: \(reason)"
        case .unreadableFile(let path, let reason): "\(path) is no recorded delivery: \(reason)"
        case .noDeliveries(let path):
            "\(path) holds no deliveries (files that end in .http): record some with"
                + " `trueup simulate --record \(path)`"
        }
    }
}
