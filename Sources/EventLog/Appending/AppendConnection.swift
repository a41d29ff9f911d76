internal import Postgres

/// The writer's connection: made when needed, checked for durability, thrown away when it breaks.
///
/// Used by the writer thread alone.
struct AppendConnection {
    private static let firstBackoff: Duration = .milliseconds(50)
    private static let longestBackoff: Duration = .seconds(1)

    private let settings: ConnectionSettings
    private let options: AppenderOptions
    private var connection: Connection?
    private var backoff = firstBackoff
    private var nextCheck = ContinuousClock.now
    private(set) var nextAttempt = ContinuousClock.now
    private(set) var lastFailure: PostgresError?

    init(settings: ConnectionSettings, options: AppenderOptions) {
        self.settings = settings.named("trueup appender").forWriting
        self.options = options
    }

    var isOpen: Bool { connection != nil }

    /// The open connection, or a new one; throws at once while the last failure is too recent.
    mutating func ready() throws(PostgresError) -> Connection {
        do throws(PostgresError) {
            if connection == nil {
                if let lastFailure, ContinuousClock.now < nextAttempt { throw lastFailure }
                connection = try open()
                nextCheck = .now
            }
            guard let connection else { throw Self.closed }
            connection.answerTimeLimit = options.answerTimeLimit
            try checkUp(connection)
            backoff = Self.firstBackoff
            lastFailure = nil
            return connection
        } catch {
            discard(error)
            throw error
        }
    }

    /// Closes the connection and waits longer before the next attempt.
    mutating func discard(_ error: PostgresError) {
        connection?.close()
        connection = nil
        guard ContinuousClock.now >= nextAttempt else { return }
        lastFailure = error
        nextAttempt = .now + backoff
        backoff = min(backoff * 2, Self.longestBackoff)
    }

    private func open() throws(PostgresError) -> Connection {
        let connection = try Connection(settings)
        connection.answerTimeLimit = options.answerTimeLimit
        try DurabilityCheck.apply(options.commitLevel, to: connection)
        // The whole service may log in with more rights than its intake needs.
        try connection.execute("SET ROLE trueup_intake")
        return connection
    }

    private mutating func checkUp(_ connection: Connection) throws(PostgresError) {
        guard ContinuousClock.now >= nextCheck else { return }
        // Plans that were made while the log was young must not live as long as the connection.
        try connection.execute("DISCARD PLANS")
        let shortcoming =
            options.unsafeDurability ? nil : try DurabilityCheck.shortcoming(connection)
        if let shortcoming {
            throw PostgresError(
                sqlState: .connectionFailure, severity: "FATAL", message: shortcoming)
        }
        nextCheck = .now + options.durabilityCheckInterval
    }

    private static let closed = PostgresError(
        sqlState: .connectionDoesNotExist, message: "the connection is closed")
}
