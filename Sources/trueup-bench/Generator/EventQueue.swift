import CLinux
import Glibc
import Runtime

/// An epoll descriptor, owned and closed here: says which of many sockets can be read or written.
final class EventQueue {
    struct Event {
        /// The number under which the socket was added.
        var token: Int
        var isReadable: Bool
        var isWritable: Bool
    }

    private let descriptor: Int32
    private var ready = [trueup_ready](
        repeating: trueup_ready(), count: TRUEUP_EPOLL_BATCH)

    init() throws(SystemCallError) {
        descriptor = trueup_epoll_create()
        guard descriptor >= 0 else { throw .last("epoll_create1") }
    }

    deinit {
        close(descriptor)
    }

    func add(_ socket: Int32, token: Int) throws(SystemCallError) {
        guard trueup_epoll_watch(descriptor, socket, UInt64(token), 0, 0) == 0 else {
            throw .last("epoll_ctl")
        }
    }

    func change(
        _ socket: Int32, token: Int, waitsForWriting: Bool
    ) throws(SystemCallError) {
        let forWriting: Int32 = waitsForWriting ? 1 : 0
        guard trueup_epoll_watch(descriptor, socket, UInt64(token), 1, forWriting) == 0 else {
            throw .last("epoll_ctl")
        }
    }

    /// The sockets that are ready; none when the time is over.
    func wait(milliseconds: Int32) throws(SystemCallError) -> [Event] {
        // The array has the room that the call is promised.
        let count = unsafe trueup_epoll_wait(descriptor, &ready, milliseconds)
        guard count >= 0 else {
            if errno == EINTR { return [] }
            throw .last("epoll_wait")
        }
        return ready[..<Int(count)].map { (socket: trueup_ready) -> Event in
            Event(
                token: Int(socket.token), isReadable: socket.readable != 0,
                isWritable: socket.writable != 0)
        }
    }
}
