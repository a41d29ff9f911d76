import CPostgres

/// The isolation levels that PostgreSQL tells apart.
package enum IsolationLevel: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

extension Connection {
    /// Runs the body in a transaction: commits at its end, rolls back when it throws.
    ///
    /// When COMMIT itself throws a connection-lost error, the outcome is in doubt. When it returns,
    /// `takeNotices()` tells whether it did so with a warning.
    package func transaction<Value>(
        _ isolation: IsolationLevel = .readCommitted, readOnly: Bool = false,
        _ body: () throws(PostgresError) -> Value
    ) throws(PostgresError) -> Value {
        try begin(isolation, readOnly: readOnly)
        let value: Value
        do {
            value = try body()
        } catch {
            rollBack()
            throw error
        }
        try commit()
        return value
    }

    /// The same for bodies that throw errors of their own.
    package func transaction<Value>(
        throwingAny isolation: IsolationLevel, readOnly: Bool = false,
        _ body: () throws -> Value
    ) throws -> Value {
        try begin(isolation, readOnly: readOnly)
        let value: Value
        do {
            value = try body()
        } catch {
            rollBack()
            throw error
        }
        try commit()
        return value
    }

    private func begin(_ isolation: IsolationLevel, readOnly: Bool) throws(PostgresError) {
        guard !isInTransaction || !isUsable else {
            throw PostgresError(
                sqlState: .activeTransaction, message: "a transaction is already open")
        }
        try execute("BEGIN ISOLATION LEVEL \(isolation.rawValue)\(readOnly ? " READ ONLY" : "")")
    }

    private func commit() throws(PostgresError) {
        let deadline = answerDeadline
        guard handle.send(script: "COMMIT") else { throw lostOrRefused() }
        let tag = try lastResult(by: deadline).commandTag
        // COMMIT of a failed transaction is a rollback that reports success.
        guard tag == "COMMIT" else {
            throw PostgresError(
                sqlState: .inFailedTransaction,
                message: "the transaction was rolled back because a statement in it had failed")
        }
    }

    /// Leaves the connection outside any transaction, or closed.
    private func rollBack() {
        guard isUsable else { return }
        do { try execute("ROLLBACK") } catch { close() }
    }
}
