/// How much a line of the log matters, least first.
package enum LogLevel: Int, Sendable, CaseIterable, Comparable {
    /// For a developer who follows one request.
    case debug
    /// What an operator wants to have read afterwards.
    case info
    /// Something is not as it should be; the service goes on by itself.
    case warning
    /// Somebody has to do something.
    case error

    /// Reads `debug`, `info`, `warning` or `error`.
    package init?(_ name: String) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }

    /// The name in the configuration and in the log.
    package var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }

    package static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}
