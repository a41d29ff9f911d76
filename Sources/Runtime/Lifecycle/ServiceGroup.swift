import Glibc

/// Runs services together: starts them in order, waits for the reason to stop, stops them in
/// reverse order.
package struct ServiceGroup {
    private let services: [any Service]
    private let signals: SignalWatch
    private let stopRequest: StopRequest
    private let logger: Logger
    private let reload: @Sendable () -> Void

    /// - Parameter reload: Called on the calling thread of `run()` at each SIGHUP; keeps what was
    ///   in force when the new configuration is wrong, and says so itself.
    package init(
        services: [any Service], signals: SignalWatch, stopRequest: StopRequest, logger: Logger,
        reload: @escaping @Sendable () -> Void
    ) {
        self.services = services
        self.signals = signals
        self.stopRequest = stopRequest
        self.logger = logger
        self.reload = reload
    }

    /// Runs until SIGTERM, SIGINT or a stop request; throws what a service's `start()` threw,
    /// after the services before it were stopped.
    package func run() throws -> StopReason {
        var started: [any Service] = []
        do {
            for service in services {
                try service.start()
                started.append(service)
                logger.debug("service started", ["service": .text(service.name)])
            }
        } catch {
            _ = try stop(started)
            throw error
        }
        let reason = waitForReason()
        logger.info("stopping", ["reason": .describing(reason)])
        return try stop(started) ? reason : .impatience
    }

    private func waitForReason() -> StopReason {
        while true {
            if let reason = stopRequest.reason { return reason }
            for signal in signals.take() {
                switch signal {
                case .hangUp: reload()
                case .interrupt, .terminate: return .signal(signal.name)
                }
            }
            Self.waitUntilReadable(stopRequest.fileDescriptor, signals.fileDescriptor)
        }
    }

    /// Stops the services on a thread of their own, so that a second signal can end the wait.
    ///
    /// False when it did.
    private func stop(_ started: [any Service]) throws -> Bool {
        let ended = try StopRequest()
        let logger = logger
        let worker = try Worker("stop") {
            for service in started.reversed() {
                service.stop()
                logger.debug("service stopped", ["service": .text(service.name)])
            }
            ended.request(.finished)
        }
        while ended.reason == nil {
            Self.waitUntilReadable(ended.fileDescriptor, signals.fileDescriptor)
            if ended.reason == nil && signals.take().contains(where: { $0 != .hangUp }) {
                return false
            }
        }
        worker.join()
        return true
    }

    private static func waitUntilReadable(_ first: Int32, _ second: Int32) {
        var descriptors = [first, second].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // An interrupted wait is as good as a wake-up: the caller looks at everything again.
        _ = unsafe poll(&descriptors, nfds_t(descriptors.count), -1)
    }
}
