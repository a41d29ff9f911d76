import CMicrohttpd
import Glibc

// What libmicrohttpd calls, always on the thread that runs its daemon. Each finds the Swift object
// behind the pointer it was given and hands over; the pointers themselves stay in this file.
//
// Ownership: the event loop outlives its daemon, so its pointer is unretained. Connections and
// exchanges are retained when the library first stores them and released when it tells their end,
// which it does exactly once for each, also when the daemon is stopped.

private func eventLoop(_ context: UnsafeMutableRawPointer?) -> EventLoop? {
    // Sound: the loop outlives its daemon, which is the only caller.
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue()
}

/// Called when a connection was accepted, and when it is about to be freed.
private func connectionChanged(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ stored: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ change: MHD_ConnectionNotificationCode
) {
    guard let loop = unsafe eventLoop(context), let connection = unsafe connection,
        let stored = unsafe stored
    else {
        return
    }
    if change == .CONNECTION_NOTIFY_STARTED {
        let record = unsafe ConnectionRecord(
            socket: trueup_http_socket(connection),
            peerAddress: addressText(trueup_http_peer(connection)), now: loop.now)
        loop.opened(record)
        unsafe stored.pointee = Unmanaged.passRetained(record).toOpaque()
    } else if let opaque = unsafe stored.pointee {
        let record = unsafe Unmanaged<ConnectionRecord>.fromOpaque(opaque).takeRetainedValue()
        unsafe stored.pointee = nil
        loop.closed(record)
    }
}

/// Called with the target of a request line; what it returns is the request's context.
private func requestLineRead(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?,
    _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let loop = unsafe eventLoop(context), let connection = unsafe connection,
        let opaque = unsafe trueup_http_connection_context(connection)
    else { return nil }
    let record = unsafe Unmanaged<ConnectionRecord>.fromOpaque(opaque).takeUnretainedValue()
    if case .nextRequest = record.wait { record.begin(.head, now: loop.now) }
    let length = unsafe target.map { unsafe strlen($0) } ?? 0
    // The target is text of this length, which the library keeps while the request lasts.
    let requestTarget = unsafe RequestTarget(
        UnsafeBufferPointer(
            start: UnsafeRawPointer(target)?.assumingMemoryBound(to: UInt8.self), count: length),
        address: UInt(bitPattern: target), alphabet: loop.pathAlphabet)
    let exchange = Exchange(connection: record, target: requestTarget, mailbox: loop.mailbox)
    record.exchange = exchange
    return unsafe Unmanaged.passRetained(exchange).toOpaque()
}

/// Called with a request's head, pieces and end.
private func handleRequest(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ target: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?, _ bytes: UnsafePointer<CChar>?,
    _ byteCount: UnsafeMutablePointer<Int>?,
    _ stored: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let loop = unsafe eventLoop(context), let connection = unsafe connection,
        let opaque = unsafe stored?.pointee, let byteCount = unsafe byteCount
    else { return .NO }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(opaque).takeUnretainedValue()
    let request = unsafe MicrohttpdConnection(connection)
    if case .head = exchange.phase {
        guard let method = unsafe method, let version = unsafe version else { return .NO }
        return unsafe loop.begin(exchange, request, method: method, version: version)
    }
    let count = unsafe byteCount.pointee
    guard count > 0 else { return loop.proceed(exchange, request) }
    // All of the piece is taken.
    unsafe byteCount.pointee = 0
    return unsafe loop.receive(
        UnsafeBufferPointer(
            start: UnsafeRawPointer(bytes)?.assumingMemoryBound(to: UInt8.self), count: count),
        exchange)
}

/// Called when a request has ended, well or not.
private func requestCompleted(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ stored: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ how: MHD_RequestTerminationCode
) {
    guard let loop = unsafe eventLoop(context), let opaque = unsafe stored?.pointee else { return }
    unsafe stored?.pointee = nil
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(opaque).takeRetainedValue()
    loop.end(exchange, isComplete: how == .REQUEST_TERMINATED_COMPLETED_OK)
}

extension EventLoop {
    /// Holds a request's head, and then its answer's head.
    ///
    /// The library clears all of it for each request, so more would cost time; a head may have
    /// about three quarters of it.
    private static let connectionMemoryBytes = 16_384

    /// Starts the library's daemon for this loop; nil when it refuses.
    ///
    /// - Parameters:
    ///   - socket: Listens until the daemon is stopped.
    ///   - certificate: PEM text, kept until the daemon is stopped; nil without TLS.
    func startDaemon(
        socket: Int32, certificate: UnsafePointer<CChar>?, privateKey: UnsafePointer<CChar>?
    ) -> MicrohttpdDaemon? {
        let options = unsafe trueup_http_options(
            listening_socket: socket, connection_limit: UInt32(clamping: limits.connections),
            connection_limit_per_address: UInt32(clamping: limits.connectionsPerAddress),
            connection_memory_bytes: Self.connectionMemoryBytes, certificate: certificate,
            private_key: privateKey,
            context: Unmanaged.passUnretained(self).toOpaque(), handle_request: handleRequest,
            request_completed: requestCompleted, connection_changed: connectionChanged,
            request_line_read: requestLineRead)
        return unsafe MicrohttpdDaemon(options)
    }
}
