/// A message that the server sent beside the result: `NOTICE`, `WARNING` and their like.
package struct Notice: Hashable, Sendable {
    package let severity: String
    package let sqlState: SQLState
    package let message: String

    package init(severity: String, sqlState: SQLState, message: String) {
        self.severity = severity
        self.sqlState = sqlState
        self.message = message
    }

    /// A COMMIT that answers with a warning is not known to be durable.
    package var isWarning: Bool { severity == "WARNING" || sqlState.class == "01" }
}

/// Collects the notices of one connection, bounded so that a chatty function cannot fill memory.
final class NoticeCollector {
    private static let noticeLimit = 100
    private static let warningLimit = 1_000

    private var notices: [Notice] = []

    /// Keeps the notice; above the limit plain notices go first, so a warning never goes unseen.
    func add(_ notice: Notice) {
        let limit = notice.isWarning ? Self.warningLimit : Self.noticeLimit
        if notices.count < limit { notices.append(notice) }
    }

    func take() -> [Notice] {
        defer { notices.removeAll(keepingCapacity: true) }
        return notices
    }
}
