import Glibc
import Runtime
import Synchronization

/// A plain TCP connection to the server under test: sends exactly the given bytes.
///
/// Every wait ends after ten seconds at the latest, as if the server had closed.
final class RawClient: Sendable {
    let socket: Int32
    /// What was received and belongs to the next response.
    private let received = Mutex("")

    /// One response as it came.
    struct Answer: Equatable {
        var status: Int
        var head: String
        var body: String

        func has(_ line: String) -> Bool { head.contains("\r\n\(line)\r\n") }
    }

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, size) == 0
            }
        }
        guard connected else { throw SystemCallError.last("connect to port \(port)") }
        setReceiveTimeout(milliseconds: 10_000)
        var wait = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(
            socket, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    }

    /// How long a read waits before it gives up.
    func setReceiveTimeout(milliseconds: Int) {
        var wait = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
        unsafe setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(socket) }

    /// Sends all of it; false when the server has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let rest = Array(bytes[sent...])
            let count = unsafe Glibc.send(socket, rest, rest.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Ends the connection at once, with a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        // The descriptor stays ours until `deinit`; an unconnected socket takes its place.
        var nothing = sockaddr()
        nothing.sa_family = sa_family_t(AF_UNSPEC)
        unsafe connect(socket, &nothing, socklen_t(MemoryLayout<sockaddr>.size))
    }

    /// The next bytes; nil at the connection's end.
    private func receive() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(socket, &bytes, bytes.count, 0)
        return count > 0 ? Array(bytes[..<count]) : nil
    }

    /// Everything until the server closes.
    func readToEnd() -> String {
        var all = received.withLock { received in
            defer { received = "" }
            return Array(received.utf8)
        }
        while let bytes = receive() { all += bytes }
        return String(decoding: all, as: UTF8.self)
    }

    /// True when the server closes without sending anything.
    func isClosed() -> Bool { receive() == nil }

    /// The next `count` responses; fewer when the connection ends before.
    func answers(_ count: Int, bodiless: Bool = false) -> [Answer] {
        received.withLock { text in
            var answers: [Answer] = []
            while answers.count < count {
                if let answer = Self.takeAnswer(&text, bodiless: bodiless) {
                    answers.append(answer)
                } else if let bytes = receive() {
                    text += String(decoding: bytes, as: UTF8.self)
                } else {
                    break
                }
            }
            return answers
        }
    }

    func answer(bodiless: Bool = false) -> Answer? { answers(1, bodiless: bodiless).first }

    private static func takeAnswer(_ text: inout String, bodiless: Bool) -> Answer? {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = String(text[..<end.lowerBound]) + "\r\n"
        let words = head.split(separator: " ", maxSplits: 2)
        guard words.count == 3, let status = Int(words[1]) else { return nil }
        var length = 0
        for line in head.split(separator: "\r\n") where line.hasPrefix("Content-Length: ") {
            length = Int(line.dropFirst("Content-Length: ".count)) ?? 0
        }
        if bodiless || status < 200 { length = 0 }
        guard text[end.upperBound...].utf8.count >= length else { return nil }
        let body = String(decoding: text[end.upperBound...].utf8.prefix(length), as: UTF8.self)
        text = String(decoding: text[end.upperBound...].utf8.dropFirst(length), as: UTF8.self)
        return Answer(status: status, head: head, body: body)
    }
}
