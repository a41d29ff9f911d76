/// How many requests a client may make in a window of time; without a clock.
struct RequestBudget: Sendable {
    struct Grant: Equatable {
        var isGranted: Bool
        var limit: Int64
        var remaining: Int64
        /// Whole seconds until the window ends, at least one: what `Retry-After` says.
        var resetSeconds: Int64
    }

    /// Clients that are remembered at once; beyond, the windows that have ended are forgotten.
    private static let clientLimit = 10_000

    private let limit: Int64
    private let windowMicroseconds: Int64
    private var windows: [String: (start: Int64, used: Int64)] = [:]

    init(limit: Int64, windowMicroseconds: Int64) {
        self.limit = limit
        self.windowMicroseconds = max(1, windowMicroseconds)
    }

    /// Takes one request of a client's into account.
    mutating func take(_ client: String, at now: Int64) -> Grant {
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
