/// How many requests a client may make in a window of time; without a clock.
package struct RequestBudget: Sendable {
    package struct Grant: Equatable {
        package var isGranted: Bool
        package var limit: Int64
        package var remaining: Int64
        /// Whole seconds until the window ends, at least one: what `Retry-After` says.
        package var resetSeconds: Int64

        package init(isGranted: Bool, limit: Int64, remaining: Int64, resetSeconds: Int64) {
            self.isGranted = isGranted
            self.limit = limit
            self.remaining = remaining
            self.resetSeconds = resetSeconds
        }
    }

    /// Clients that are remembered at once; beyond, the windows that have ended are forgotten.
    private static let clientLimit = 10_000

    private let limit: Int64
    private let windowMicroseconds: Int64
    private var windows: [String: (start: Int64, used: Int64)] = [:]

    package init(limit: Int64, windowMicroseconds: Int64) {
        self.limit = limit
        self.windowMicroseconds = max(1, windowMicroseconds)
    }

    /// Takes one request of a client's into account.
    package mutating func take(_ client: String, at now: Int64) -> Grant {
        var window = windows[client] ?? (now, 0)
        if now - window.start >= windowMicroseconds { window = (now, 0) }
        if windows.count >= Self.clientLimit {
            windows = windows.filter { now - $0.value.start < windowMicroseconds }
        }
        let isGranted = window.used < limit
        if isGranted { window.used += 1 }
        windows[client] = window
        let left = window.start + windowMicroseconds - now
        return Grant(
            isGranted: isGranted, limit: limit, remaining: limit - window.used,
            resetSeconds: max(1, (left + 999_999) / 1_000_000))
    }
}
