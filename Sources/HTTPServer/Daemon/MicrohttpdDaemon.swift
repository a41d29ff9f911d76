import CMicrohttpd

/// A libmicrohttpd daemon in external event-loop mode.
///
/// Every call belongs to the one thread that runs it. Valid until `stop()`.
@safe struct MicrohttpdDaemon {
    private let pointer: OpaquePointer

    /// Nil when the library refuses, as it does for a certificate that it cannot use.
    init?(_ options: trueup_http_options) {
        var options = unsafe options
        guard let pointer = unsafe trueup_http_start(&options) else { return nil }
        unsafe self.pointer = pointer
    }

    /// Does the work that is due, without waiting.
    func run() {
        unsafe MHD_run(pointer)
    }

    /// When the library wants to be run again at the latest; nil when it does not mind.
    var timeoutMilliseconds: UInt64? {
        var timeout: UInt64 = 0
        return unsafe MHD_get_timeout(pointer, &timeout) == .YES ? timeout : nil
    }

    /// Readable when the library has work.
    var fileDescriptor: Int32 { unsafe trueup_http_epoll_descriptor(pointer) }

    /// Accepts no more connections.
    ///
    /// The listening socket stays its owner's.
    func quiesce() {
        unsafe MHD_quiesce_daemon(pointer)
    }

    /// Closes all connections and frees the daemon.
    ///
    /// None may be suspended.
    func stop() {
        unsafe MHD_stop_daemon(pointer)
    }
}

/// A connection of the library's, valid within its callbacks and while it is suspended.
@safe struct MicrohttpdConnection {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    /// Takes the connection out of the daemon's hands until it is resumed.
    func suspend() {
        unsafe MHD_suspend_connection(pointer)
    }

    /// Gives the connection back: the daemon's next run asks for the answer.
    func resume() {
        unsafe MHD_resume_connection(pointer)
    }

    /// Queues the answer to the present request; false when the connection has to be dropped.
    func queue(_ response: Response, closing: Bool) -> Bool {
        let made = unsafe response.body.withUnsafeBytes { bytes in
            // The library copies the bytes before the call returns.
            unsafe MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                .RESPMEM_MUST_COPY)
        }
        guard let made = unsafe made else { return false }
        // Queueing takes a reference of its own.
        defer { unsafe MHD_destroy_response(made) }
        for field in response.fields {
            // Refused only for a line break, which no field of ours may smuggle in.
            unsafe MHD_add_response_header(made, field.name, field.value)
        }
        if closing { unsafe MHD_add_response_header(made, "Connection", "close") }
        return unsafe MHD_queue_response(pointer, UInt32(clamping: response.status), made) == .YES
    }
}
