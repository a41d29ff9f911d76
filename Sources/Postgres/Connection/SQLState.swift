/// A five-character SQLSTATE code; compare by pattern (`class`), not by a closed list.
package struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue }

    /// The first two characters: the class of the condition.
    package var `class`: String { String(rawValue.prefix(2)) }
}

extension SQLState {
    package static let successfulCompletion = SQLState(rawValue: "00000")
    package static let warning = SQLState(rawValue: "01000")
    package static let connectionFailure = SQLState(rawValue: "08006")
    package static let connectionNotEstablished = SQLState(rawValue: "08001")
    package static let connectionDoesNotExist = SQLState(rawValue: "08003")
    package static let featureNotSupported = SQLState(rawValue: "0A000")
    package static let numericValueOutOfRange = SQLState(rawValue: "22003")
    package static let characterNotInRepertoire = SQLState(rawValue: "22021")
    package static let datetimeFieldOverflow = SQLState(rawValue: "22008")
    package static let notNullViolation = SQLState(rawValue: "23502")
    package static let uniqueViolation = SQLState(rawValue: "23505")
    package static let readOnlyTransaction = SQLState(rawValue: "25006")
    package static let inFailedTransaction = SQLState(rawValue: "25P02")
    package static let activeTransaction = SQLState(rawValue: "25001")
    package static let invalidStatementName = SQLState(rawValue: "26000")
    package static let insufficientPrivilege = SQLState(rawValue: "42501")
    package static let undefinedTable = SQLState(rawValue: "42P01")
    package static let undefinedFunction = SQLState(rawValue: "42883")
    package static let programLimitExceeded = SQLState(rawValue: "54000")
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    package static let queryCanceled = SQLState(rawValue: "57014")
    package static let adminShutdown = SQLState(rawValue: "57P01")

    // Codes of this room, in a class that neither the standard nor PostgreSQL uses.

    /// A result has another type, another shape or a null where the caller expects a value.
    package static let unexpectedResult = SQLState(rawValue: "TP001")
    /// The connection string cannot be read.
    package static let unreadableSettings = SQLState(rawValue: "TP002")
    /// The embedded cluster cannot be made, started or stopped.
    package static let embeddedCluster = SQLState(rawValue: "TP003")
}
