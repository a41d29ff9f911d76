/// What PostgreSQL, libpq or this room refused, with the raw SQLSTATE.
///
/// Ask with the patterns below instead of comparing texts. Never carries a password.
package struct PostgresError: Error, Hashable, Sendable {
    package var sqlState: SQLState
    /// `ERROR`, `FATAL` or `PANIC`, in English whatever the server's language.
    package var severity: String
    package var message: String
    package var detail: String?
    package var hint: String?
    /// Where inside the server: the call stack of PL/pgSQL functions, for example.
    package var context: String?
    package var constraint: String?
    /// Whether libpq reports the connection as gone after this error.
    package var leftConnectionBad: Bool

    package init(
        sqlState: SQLState, severity: String = "ERROR", message: String, detail: String? = nil,
        hint: String? = nil, context: String? = nil, constraint: String? = nil,
        leftConnectionBad: Bool = false
    ) {
        self.sqlState = sqlState
        self.severity = severity
        self.message = message
        self.detail = detail
        self.hint = hint
        self.context = context
        self.constraint = constraint
        self.leftConnectionBad = leftConnectionBad
    }
}

extension PostgresError {
    /// The connection must be discarded: it broke, the server stops, or it became a standby.
    ///
    /// Class 08, 57P0x, 25006, or libpq says that the connection is bad. What was in flight may or
    /// may not have been committed.
    package var isConnectionLost: Bool {
        leftConnectionBad || sqlState.class == "08" || sqlState.rawValue.hasPrefix("57P0")
            || sqlState == .readOnlyTransaction
    }

    /// PostgreSQL refuses a value (class 22, 23 or 54): sending the same again cannot succeed.
    package var isRefusedValue: Bool {
        ["22", "23", "54"].contains(sqlState.class)
    }

    /// A table, column, function, schema, type or role that the statement names does not exist.
    package var isUndefined: Bool {
        ["42P01", "42703", "42883", "3F000", "42704", "3D000"].contains(sqlState.rawValue)
    }

    /// The role lacks a privilege.
    package var isInsufficientPrivilege: Bool { sqlState == .insufficientPrivilege }

    /// A unique key already holds the value.
    package var isUniqueViolation: Bool { sqlState == .uniqueViolation }

    /// Serialization failure or deadlock: the same transaction may succeed when run again.
    package var isRetryableConflict: Bool {
        ["40001", "40P01"].contains(sqlState.rawValue)
    }
}

extension PostgresError: CustomStringConvertible {
    /// One line: message, SQLSTATE, then detail and hint when there are any.
    ///
    /// Not the detail of a refused value, in which PostgreSQL shows the whole row: signatures,
    /// bodies and personal data belong neither into logs nor into answers.
    package var description: String {
        var text = "\(message) (SQLSTATE \(sqlState))"
        if let detail, !isRefusedValue { text += "; \(detail)" }
        if let hint { text += "; hint: \(hint)" }
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

extension PostgresError {
    /// A result does not have the form that the caller expects.
    static func unexpected(_ message: String) -> PostgresError {
        PostgresError(sqlState: .unexpectedResult, message: message)
    }
}
