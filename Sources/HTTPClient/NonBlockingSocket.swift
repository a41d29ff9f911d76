import Glibc
import Runtime

/// A TCP socket whose every call returns at once; closed when dropped.
package struct NonBlockingSocket: ~Copyable {
    package enum Transfer {
        case bytes(Int)
        /// Nothing can be transferred now.
        case blocked
        case closed
    }

    /// To wait on; it stays this value's own.
    package let descriptor: Int32

    /// Begins to connect; writable once that has ended, well or not.
    package init(connectingTo address: ResolvedAddress) throws(SendingError) {
        let type = Int32(
            SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, 0)
        guard descriptor >= 0 else { throw .broken(.last("socket")) }
        // Requests are written whole: waiting to fill a packet would only delay them.
        var on: Int32 = 1
        unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        // The bytes are a socket address as the resolver gave it, with its length.
        let code = unsafe address.bytes.withUnsafeBytes { bytes -> Int32 in
            guard let start = bytes.baseAddress else { return EINVAL }
            let pointer = unsafe start.assumingMemoryBound(to: sockaddr.self)
            let count = socklen_t(address.bytes.count)
            return unsafe connect(descriptor, pointer, count) == 0 ? 0 : errno
        }
        guard code == 0 || code == EINPROGRESS else {
            close(descriptor)
            throw .refused(SystemCallError(operation: "connect", code: code))
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Whether the connection stands, once the socket is writable.
    package borrowing func isConnected() -> Bool {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        // Both are plain variables of the sizes that the call is told.
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return result == 0 && code == 0
    }

    /// Writes what fits of the bytes from `start` on.
    package borrowing func write(_ bytes: [UInt8], from start: Int) -> Transfer {
        // The array outlives the call, which reads from `start` to its end.
        Self.transfer(
            unsafe bytes[start...].withUnsafeBytes { buffer in
                unsafe send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
            })
    }

    /// Reads at most as many bytes as the array holds.
    package borrowing func read(into bytes: inout [UInt8]) -> Transfer {
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return count == 0 ? .closed : Self.transfer(count)
    }

    private static func transfer(_ count: Int) -> Transfer {
        if count >= 0 { return .bytes(count) }
        return errno == EAGAIN || errno == EINTR ? .blocked : .closed
    }
}
