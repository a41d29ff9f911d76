import Glibc

/// Connections that were answered and closed while the client was still sending.
///
/// Closing a socket with unread bytes resets the connection, and a reset can destroy the answer
/// before the client has read it. So a second descriptor of the socket is kept, whose bytes are
/// read and thrown away until the client closes, too, within bounds.
struct LingeringCloses: ~Copyable {
    private static let limit = 256
    private static let seconds: UInt64 = 2
    private static let byteLimit = 16_777_216

    private struct Lingering {
        let socket: Int32
        let deadlineNanoseconds: UInt64
        var bytesLeft: Int
    }

    private var lingering: [Lingering] = []
    private var scratch = [UInt8](repeating: 0, count: 65_536)

    init() {}

    deinit {
        for each in lingering { close(each.socket) }
    }

    var isEmpty: Bool { lingering.isEmpty }

    /// Keeps the socket open beyond its owner's close.
    mutating func add(_ socket: Int32, now: UInt64) {
        guard lingering.count < Self.limit else { return }
        let copy = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { return }
        lingering.append(
            Lingering(
                socket: copy, deadlineNanoseconds: now + Self.seconds * 1_000_000_000,
                bytesLeft: Self.byteLimit))
    }

    /// Adds what a wait should watch.
    func watch(_ descriptors: inout [pollfd]) {
        for each in lingering {
            descriptors.append(pollfd(fd: each.socket, events: Int16(POLLIN), revents: 0))
        }
    }

    /// Throws away what came, and closes what has ended.
    mutating func drain(now: UInt64) {
        for index in lingering.indices.reversed() {
            let hasEnded = Self.drain(&lingering[index], into: &scratch)
            if hasEnded || lingering[index].deadlineNanoseconds <= now {
                close(lingering[index].socket)
                lingering.remove(at: index)
            }
        }
    }

    /// True when nothing more is to be expected.
    private static func drain(_ each: inout Lingering, into scratch: inout [UInt8]) -> Bool {
        while each.bytesLeft > 0 {
            let count = unsafe recv(each.socket, &scratch, scratch.count, Int32(MSG_DONTWAIT))
            if count < 0 { return errno != EAGAIN && errno != EINTR }
            if count == 0 { return true }
            each.bytesLeft -= count
        }
        return true
    }
}
