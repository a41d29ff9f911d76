import Glibc

/// A TCP connection over loopback that sends exactly the bytes it is given, valid HTTP or not.
package final class RawTCPClient: Sendable {
    private let descriptor: Int32

    /// Connects to 127.0.0.1.
    package init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
            throw TestFailure("cannot make a socket: error \(errno)")
        }
        var address = loopback(port: port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // sockaddr_in is the AF_INET form of sockaddr; the address lives for the call.
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, size)
            }
        }
        guard connected == 0 else { throw TestFailure("cannot connect to \(port): error \(errno)") }
    }

    deinit { close(descriptor) }

    /// Sends all bytes; throws when the peer has closed.
    package func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            // The pointer is valid for the call and stays inside the array.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    descriptor, buffer.baseAddress?.advanced(by: sent), bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw TestFailure("cannot send: error \(errno)") }
            sent += count
        }
    }

    package func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    /// Tells the peer that nothing more will come, and goes on reading.
    package func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Some bytes; empty when the peer has closed or reset the connection.
    package func receive(deadlineSeconds: Double = 20) throws -> [UInt8] {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, Int32(deadlineSeconds * 1_000)) > 0 else {
            throw TestFailure("no answer within \(deadlineSeconds) s")
        }
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        let count = unsafe recv(descriptor, &piece, piece.count, 0)
        return count > 0 ? Array(piece[..<count]) : []
    }

    /// Everything until the peer closes.
    package func receiveToEnd(deadlineSeconds: Double = 20) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = try receive(deadlineSeconds: deadlineSeconds)
            if piece.isEmpty { return bytes }
            bytes += piece
        }
    }

    /// One HTTP response; for keep-alive connections call it once per request.
    package func receiveResponse(deadlineSeconds: Double = 20) throws -> RawHTTPResponse {
        var reader = ResponseReader()
        while true {
            let piece = try receive(deadlineSeconds: deadlineSeconds)
            if let response = try reader.take(piece) { return response }
        }
    }

    /// Connects, sends and reads one response.
    package static func exchange(
        port: UInt16, _ request: [UInt8], deadlineSeconds: Double = 20
    ) throws -> RawHTTPResponse {
        let client = try RawTCPClient(port: port)
        try client.send(request)
        return try client.receiveResponse(deadlineSeconds: deadlineSeconds)
    }
}

/// A TCP port on 127.0.0.1 that was free a moment ago.
package func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw TestFailure("cannot make a socket: error \(errno)") }
    defer { close(descriptor) }
    var address = loopback(port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    // As in RawTCPClient.init.
    let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            let bound = unsafe bind(descriptor, generic, size)
            return bound == 0 ? unsafe getsockname(descriptor, generic, &size) : bound
        }
    }
    guard status == 0 else { throw TestFailure("cannot bind to loopback: error \(errno)") }
    return UInt16(bigEndian: address.sin_port)
}

private func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}
