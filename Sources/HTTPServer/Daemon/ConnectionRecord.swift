import Glibc
import Runtime

/// What the server keeps of one connection beside libmicrohttpd.
///
/// Touched on its thread alone.
final class ConnectionRecord {
    /// What the connection is waiting for, since when.
    enum Wait {
        /// The first request of a connection: its head is due from the opening on.
        case firstHead
        /// The next request, of which nothing has come.
        case nextRequest
        /// The rest of a head that has begun.
        case head
        case body
        /// The handler's answer: the server's own time, without a deadline here.
        case answer
        /// The client, to take the answer.
        case delivery
    }

    let socket: Int32
    let peerAddress: String
    /// Where the record stands in the server's list.
    var index = 0
    var exchange: Exchange?
    private(set) var wait = Wait.firstHead
    private(set) var sinceNanoseconds: UInt64
    /// Body bytes since `sinceNanoseconds`.
    var bodyBytes = 0
    /// The socket was shut down; libmicrohttpd will notice.
    var isShutDown = false

    init(socket: Int32, peerAddress: String, now: UInt64) {
        self.socket = socket
        self.peerAddress = peerAddress
        sinceNanoseconds = now
    }

    func begin(_ wait: Wait, now: UInt64) {
        self.wait = wait
        sinceNanoseconds = now
        bodyBytes = 0
    }

    /// Whether the client is too slow.
    func isLate(now: UInt64, limits: HTTPLimits) -> Bool {
        let seconds = now > sinceNanoseconds ? Double(now - sinceNanoseconds) / 1e9 : 0
        switch wait {
        case .firstHead, .head: return seconds > limits.headSeconds
        case .nextRequest, .delivery: return seconds > limits.idleSeconds
        case .body:
            if seconds > limits.bodySeconds { return true }
            return seconds > limits.bodyGraceSeconds
                && Double(bodyBytes) < seconds * Double(limits.bodyBytesPerSecond)
        case .answer: return false
        }
    }

    /// Notes that a further request has begun to arrive.
    ///
    /// libmicrohttpd says nothing before a request line is whole, so the kernel is asked when it
    /// last received bytes.
    func noticeNextRequest(now: UInt64) {
        guard case .nextRequest = wait else { return }
        var info = tcp_info()
        var size = socklen_t(MemoryLayout<tcp_info>.size)
        let level = Int32(IPPROTO_TCP)
        guard unsafe getsockopt(socket, level, TCP_INFO, &info, &size) == 0 else { return }
        let ageNanoseconds = UInt64(info.tcpi_last_data_recv) * 1_000_000
        // The kernel's clock is coarse: what lies this close may belong to the request before.
        let toleranceNanoseconds: UInt64 = 50_000_000
        if now > ageNanoseconds, now - ageNanoseconds > sinceNanoseconds + toleranceNanoseconds {
            begin(.head, now: now)
        }
    }

    /// Ends the connection from our side.
    ///
    /// libmicrohttpd has no call for it; it sees the hang-up and closes.
    func shutDown() {
        isShutDown = true
        shutdown(socket, Int32(SHUT_RDWR))
    }
}
