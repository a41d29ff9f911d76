import Glibc
import Runtime

/// A connected TCP socket, every call of which ends within the deadline given to it.
///
/// The descriptor belongs to this value alone and is closed with it; it never leaves this file.
struct StreamSocket: ~Copyable {
    private let descriptor: Int32

    /// Connects to a host by name or address.
    init(host: String, port: UInt16, until deadline: Deadline) throws(SendingError) {
        descriptor = try StreamSocket.connect(host: host, port: port, until: deadline)
    }

    deinit {
        close(descriptor)
    }

    /// Writes all bytes.
    borrowing func write(_ bytes: [UInt8], until deadline: Deadline) throws(SendingError) {
        var start = 0
        while start < bytes.count {
            // The array outlives the call, which reads `count - start` bytes from `start` on.
            let written = unsafe bytes[start...].withUnsafeBytes { buffer in
                unsafe send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
            }
            if written >= 0 {
                start += written
            } else if errno == EAGAIN {
                try StreamSocket.wait(descriptor, for: Int16(POLLOUT), until: deadline)
            } else if errno != EINTR {
                throw .broken(.last("send"))
            }
        }
    }

    /// Some bytes; none at the end of the stream.
    borrowing func read(until deadline: Deadline) throws(SendingError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        while true {
            // The array outlives the call, which writes at most its length.
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            if count >= 0 { return Array(bytes[..<count]) }
            if errno == EAGAIN {
                try StreamSocket.wait(descriptor, for: Int16(POLLIN), until: deadline)
            } else if errno != EINTR {
                throw .broken(.last("recv"))
            }
        }
    }

    /// Whether the other side has closed, or sent something that nobody asked for.
    borrowing func isStale() -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe Glibc.poll(&poll, 1, 0) != 0
    }

    /// Says that no more is to come.
    borrowing func finishWriting() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    private static func connect(
        host: String, port: UInt16, until deadline: Deadline
    ) throws(SendingError) -> Int32 {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICSERV
        var first: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &first)
        guard code == 0 else {
            throw .unknownHost(unsafe "\(host): \(String(cString: gai_strerror(code)))")
        }
        // The list lives until `freeaddrinfo`; its pointers are not kept beyond this function.
        defer { unsafe freeaddrinfo(first) }
        var failure = SendingError.unknownHost("\(host): no address")
        var next = unsafe first
        while let address = unsafe next {
            do throws(SendingError) {
                return try unsafe connect(address.pointee, until: deadline)
            } catch {
                failure = error
            }
            unsafe next = address.pointee.ai_next
        }
        throw failure
    }

    private static func connect(
        _ address: addrinfo, until deadline: Deadline
    ) throws(SendingError) -> Int32 {
        let type =
            unsafe address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = unsafe socket(address.ai_family, type, address.ai_protocol)
        guard descriptor >= 0 else { throw .broken(.last("socket")) }
        do throws(SendingError) {
            let result = unsafe Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen)
            if result != 0 {
                guard errno == EINPROGRESS else { throw .refused(.last("connect")) }
                try wait(descriptor, for: Int16(POLLOUT), until: deadline)
                var code: Int32 = 0
                var length = socklen_t(MemoryLayout<Int32>.size)
                unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
                guard code == 0 else {
                    throw .refused(SystemCallError(operation: "connect", code: code))
                }
            }
            // Requests are written whole: waiting to fill a packet would only delay them.
            var on: Int32 = 1
            unsafe setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on,
                socklen_t(MemoryLayout<Int32>.size))
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func wait(
        _ descriptor: Int32, for events: Int16, until deadline: Deadline
    ) throws(SendingError) {
        while true {
            let milliseconds = deadline.remainingMilliseconds
            guard milliseconds > 0 else { throw .timedOut }
            var poll = pollfd(fd: descriptor, events: events, revents: 0)
            let count = unsafe Glibc.poll(&poll, 1, milliseconds)
            if count > 0 { return }
            if count < 0, errno != EINTR { throw .broken(.last("poll")) }
        }
    }
}

/// A time on the monotonic clock.
struct Deadline {
    private let nanoseconds: UInt64

    init(milliseconds: Int64) {
        nanoseconds = Deadline.now + UInt64(max(0, milliseconds)) * 1_000_000
    }

    var remainingMilliseconds: Int32 {
        let now = Deadline.now
        guard nanoseconds > now else { return 0 }
        return Int32(clamping: (nanoseconds - now + 999_999) / 1_000_000)
    }

    private static var now: UInt64 { Clock.system.monotonicNanoseconds() }
}
