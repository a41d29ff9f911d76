import Glibc
import Runtime

/// A bound, listening, non-blocking TCP socket; closed when dropped.
struct ListeningSocket: ~Copyable {
    /// Connections the system completes before they are accepted.
    private static let backlog: Int32 = 1_024

    let fileDescriptor: Int32
    /// Where it listens, with the port that the system chose.
    let address: ListenAddress

    init(_ wanted: ListenAddress) throws(ListenError) {
        let family = wanted.address.isVersion6 ? AF_INET6 : AF_INET
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Self.refusal(wanted, errno) }
        do throws(ListenError) {
            try Self.configure(descriptor, wanted)
            let port = try Self.bind(descriptor, wanted)
            guard listen(descriptor, Self.backlog) == 0 else {
                throw Self.refusal(wanted, errno)
            }
            address = ListenAddress(address: wanted.address, port: port)
            fileDescriptor = descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(fileDescriptor) }

    private static func configure(
        _ descriptor: Int32, _ address: ListenAddress
    ) throws(ListenError) {
        // The library accepts until the queue is empty, so the socket must not block.
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
            fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0
        else { throw refusal(address, errno) }
        // A restarted service takes its port again while old connections linger in TIME_WAIT.
        var options = [(SOL_SOCKET, SO_REUSEADDR)]
        if address.address.isVersion6 { options.append((Int32(IPPROTO_IPV6), IPV6_V6ONLY)) }
        for (level, option) in options {
            var on: Int32 = 1
            let size = socklen_t(MemoryLayout<Int32>.size)
            guard unsafe setsockopt(descriptor, level, option, &on, size) == 0 else {
                throw refusal(address, errno)
            }
        }
    }

    /// Binds and returns the port.
    private static func bind(
        _ descriptor: Int32, _ wanted: ListenAddress
    ) throws(ListenError) -> UInt16 {
        if wanted.address.isVersion6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = wanted.port.bigEndian
            // An IPv6 address has the 16 bytes that the field holds.
            _ = unsafe memcpy(&address.sin6_addr, wanted.address.bytes, 16)
            return try bind(descriptor, wanted, &address).sin6_port.bigEndian
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = wanted.port.bigEndian
        // Any other has four.
        _ = unsafe memcpy(&address.sin_addr, wanted.address.bytes, 4)
        return try bind(descriptor, wanted, &address).sin_port.bigEndian
    }

    /// Binds to `address` and returns the address that the system gave.
    private static func bind<Address>(
        _ descriptor: Int32, _ wanted: ListenAddress, _ address: inout Address
    ) throws(ListenError) -> Address {
        var size = socklen_t(MemoryLayout<Address>.size)
        // `Address` is the family's own sockaddr type, which the calls take as a plain `sockaddr`
        // with its size.
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe Glibc.bind(descriptor, pointer, size) == 0
                    && getsockname(descriptor, pointer, &size) == 0 ? 0 : errno
            }
        }
        guard code == 0 else { throw refusal(wanted, code) }
        return address
    }

    private static func refusal(_ address: ListenAddress, _ code: Int32) -> ListenError {
        code == EADDRINUSE
            ? .portInUse(address) : .refused(address, reason: SystemCallError.reason(code))
    }
}
