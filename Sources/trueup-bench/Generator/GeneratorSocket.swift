import Glibc
import Runtime

/// A connected, non-blocking TCP socket to an IPv4 address, owned and closed here.
struct GeneratorSocket: ~Copyable {
    enum Transfer {
        case bytes(Int)
        /// Nothing can be transferred now.
        case blocked
        case closed
    }

    let descriptor: Int32

    /// Connects, waiting for it, and switches to non-blocking calls.
    init(host: String, port: Int) throws(SystemCallError) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .last("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        guard unsafe inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
            throw SystemCallError(operation: "address \(host)", code: EINVAL)
        }
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // `sockaddr_in` begins as `sockaddr` does; the length says which it is.
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe connect(descriptor, generic, size)
            }
        }
        guard result == 0 else { throw .last("connect to \(host):\(port)") }
        var on: Int32 = 1
        let length = socklen_t(MemoryLayout<Int32>.size)
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, length)
        guard fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0 else {
            throw .last("fcntl")
        }
    }

    deinit {
        close(descriptor)
    }

    borrowing func write(_ bytes: ArraySlice<UInt8>) -> Transfer {
        // The slice outlives the call.
        Self.transfer(
            unsafe bytes.withUnsafeBytes { buffer in
                unsafe send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
            })
    }

    borrowing func read(into bytes: inout [UInt8]) -> Transfer {
        // The kernel writes at most as many bytes as the array holds.
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return count == 0 ? .closed : Self.transfer(count)
    }

    private static func transfer(_ count: Int) -> Transfer {
        if count >= 0 { return .bytes(count) }
        return errno == EAGAIN || errno == EINTR ? .blocked : .closed
    }
}

/// Lets the process have as many descriptors as the system allows; true when `count` are.
func raiseDescriptorLimit(to count: Int) -> Bool {
    var limit = rlimit()
    // The calls read and write this one struct.
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
        return false
    }
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return limit.rlim_cur >= UInt(count)
}
