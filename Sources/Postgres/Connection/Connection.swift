import CPostgres

/// One connection to PostgreSQL: synchronous, used by one thread at a time.
///
/// Values travel in binary, with explicit types. Texts are UTF-8, times are UTC.
///
/// ```swift
/// let connection = try Connection(settings.named("trueup appender").forWriting)
/// let rows = try connection.query(
///     "SELECT position, body FROM log.event WHERE source_id = $1 AND position > $2",
///     [.int32(source), .int64(checkpoint)])
/// for row in rows { fold(try row.int64(0), try row.bytes(1)) }
/// ```
///
/// After an error for which `isConnectionLost` holds, throw the connection away and make another.
package final class Connection {
    let handle: ConnectionHandle
    package let settings: ConnectionSettings
    private let notices = NoticeCollector()
    var statements = PreparedStatements()

    /// How long a statement may go without an answer; nil waits for ever.
    ///
    /// Past it the connection is closed and a connection-lost error thrown. No cancel request is
    /// sent, because one that arrives during COMMIT would make its outcome unclear.
    package var answerTimeLimit: Duration?

    /// Connects, trying each host; `connect_timeout` (5 s unless set) bounds each try.
    package init(_ settings: ConnectionSettings) throws(PostgresError) {
        self.settings = settings
        handle = ConnectionHandle(settings: settings.libpqKeywords, notices: notices)
        guard handle.isUsable else {
            throw PostgresError(
                sqlState: .connectionNotEstablished, severity: "FATAL",
                message: settings.redact(handle.errorMessage.oneLine), leftConnectionBad: true)
        }
        // A pooler may take the login and have no server for the first statement.
        answerTimeLimit = .seconds(15)
        // Set by statement and not as start-up options, which some poolers refuse.
        try execute(
            "SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC'; SET IntervalStyle = 'postgres'")
        answerTimeLimit = nil
    }

    /// Whether the connection is open as far as libpq has noticed.
    package var isUsable: Bool { handle.isUsable }

    /// Closes the connection; every later statement throws a connection-lost error.
    package func close() {
        handle.close()
    }

    /// The server's version as libpq counts it: 150018 is 15.18.
    package var serverVersion: Int { handle.serverVersion }

    /// The process id of the server process that answers this connection.
    package var backendProcessID: Int32 { handle.backendProcessID }

    /// A setting that the server reports by itself, such as `server_encoding`.
    package func parameterStatus(_ name: String) -> String? {
        handle.parameterStatus(name)
    }

    /// The notices and warnings since the last call, oldest first.
    package func takeNotices() -> [Notice] {
        notices.take()
    }

    /// Whether a transaction block is open, failed or not.
    package var isInTransaction: Bool {
        handle.transactionStatus != PQTRANS_IDLE
    }
}
