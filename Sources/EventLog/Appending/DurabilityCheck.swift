internal import Postgres

/// Whether a commit on a connection survives a crash of the server.
enum DurabilityCheck {
    /// Raises the connection's own commit level; whatever the database or role had set.
    static func apply(
        _ level: AppenderOptions.CommitLevel, to connection: Connection
    ) throws(PostgresError) {
        try connection.execute("SET synchronous_commit = '\(level.rawValue)'")
    }

    /// Throws when the commit that was just answered came with a warning.
    ///
    /// A cancelled wait for a standby commits here, is not replicated, and says so in a warning.
    static func refuseWarning(of connection: Connection) throws(PostgresError) {
        guard let warning = connection.takeNotices().first(where: \.isWarning) else { return }
        throw PostgresError(
            sqlState: .warning, severity: warning.severity,
            message: "the commit is in doubt: \(warning.message)")
    }

    /// Why commits are not durable, or nil when they are.
    static func shortcoming(_ connection: Connection) throws(PostgresError) -> String? {
        let row = try connection.query(
            """
            SELECT current_setting('fsync') = 'on', current_setting('full_page_writes') = 'on',
                current_setting('synchronous_commit') IN ('on', 'remote_apply')
            """
        ).onlyRow()
        var off: [String] = []
        if try !row.bool(0) { off.append("fsync") }
        if try !row.bool(1) { off.append("full_page_writes") }
        if try !row.bool(2) { off.append("synchronous_commit") }
        guard !off.isEmpty else { return nil }
        return "the server does not promise durability (\(off.joined(separator: ", ")) off):"
            + " switch it on, or accept the loss of events with --unsafe-durability"
    }
}
