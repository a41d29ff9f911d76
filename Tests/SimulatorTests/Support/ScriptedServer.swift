import Foundation
import Synchronization

/// A server that answers each request with the next of its prepared answers, right or wrong.
///
/// `nil` as an answer closes the connection instead; an answer marked `.last` closes it afterwards.
final class ScriptedServer: Sendable {
    enum Step: Sendable {
        case answer(String)
        /// Byte by byte, so that a reader sees every split.
        case slowAnswer(String)
        case answerAndClose(String)
        case close
        /// Reads the request and stays silent.
        case silence
    }

    let port: UInt16
    private let listener: Int32
    private let received = Mutex<[String]>([])
    private let connections = Mutex<Int>(0)

    /// The requests so far, heads and bodies.
    var requests: [String] { received.withLock { $0 } }
    var connectionCount: Int { connections.withLock { $0 } }

    init(_ script: [Step]) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The address is a `sockaddr_in` of this function's, lent to each call for its duration.
        let descriptor = listener
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, size) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, generic, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in play(script) }
    }

    private func play(_ script: [Step]) {
        var steps = script[...]
        while !steps.isEmpty {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            connections.withLock { $0 += 1 }
            serve(connection, &steps)
            close(connection)
        }
        close(listener)
    }

    private func serve(_ connection: Int32, _ steps: inout ArraySlice<Step>) {
        while let step = steps.first {
            guard let request = readRequest(connection) else { return }
            received.withLock { $0.append(request) }
            steps.removeFirst()
            switch step {
            case .answer(let text): write(text, to: connection)
            case .slowAnswer(let text): text.utf8.forEach { write([$0], to: connection) }
            case .answerAndClose(let text): return write(text, to: connection)
            case .close: return
            case .silence: _ = readRequest(connection)
            }
        }
    }

    /// One request with a stated length; nil at the end of the stream.
    private func readRequest(_ connection: Int32) -> String? {
        var text = ""
        var piece = [UInt8](repeating: 0, count: 4_096)
        while true {
            // The kernel writes at most as many bytes as the array holds.
            let count = unsafe recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: piece[..<count], as: UTF8.self)
            guard let head = text.range(of: "\r\n\r\n") else { continue }
            let length = text.range(of: "Content-Length: ").map { name in
                Int(text[name.upperBound...].prefix { $0.isNumber }) ?? 0
            }
            if text[head.upperBound...].utf8.count >= length ?? 0 { return text }
        }
    }

    private func write(_ text: String, to connection: Int32) {
        write(Array(text.utf8), to: connection)
    }

    private func write(_ bytes: [UInt8], to connection: Int32) {
        // The array outlives the call; on loopback it is taken whole.
        _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
