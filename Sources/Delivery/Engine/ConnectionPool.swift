import HTTPClient

/// The connections to one host and port.
final class ConnectionPool {
    let host: String
    let port: UInt16
    let connections: [DeliveryConnection]
    /// Numbers of connections that carry nothing; the one used last is used next, so that few stay
    /// open under a small load.
    private var free: [Int]
    /// Deliveries that are due and wait for a connection, in order.
    private var queue: [Int] = []
    private var queueStart = 0
    private var resolved: ResolvedAddress?

    init(host: String, port: UInt16, limit: Int) {
        self.host = host
        self.port = port
        connections = (0..<max(1, limit)).map { _ in DeliveryConnection() }
        free = Array((0..<max(1, limit)).reversed())
    }

    func address() throws(SendingError) -> ResolvedAddress {
        if let resolved { return resolved }
        let address = try ResolvedAddress(host: host, port: port)
        resolved = address
        return address
    }

    var queuedCount: Int { queue.count - queueStart }
    var isBusy: Bool { free.count < connections.count }

    func enqueue(_ slot: Int) {
        queue.append(slot)
    }

    /// The next delivery and a connection for it; nil where either is missing.
    func takeNext() -> (slot: Int, connection: Int)? {
        guard queueStart < queue.count, let connection = free.popLast() else { return nil }
        let slot = queue[queueStart]
        queueStart += 1
        // Given back in bulk: a removal at the front moves all the rest.
        if queueStart > 1_024, queueStart * 2 > queue.count {
            queue.removeFirst(queueStart)
            queueStart = 0
        }
        return (slot, connection)
    }

    func release(_ connection: Int) {
        connections[connection].slot = nil
        free.append(connection)
    }
}
