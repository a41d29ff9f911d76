import CPostgres

/// libpq's codes for the fields of an error (`PG_DIAG_…` in postgres_ext.h).
enum DiagnosticField {
    private static func code(_ letter: Unicode.Scalar) -> Int32 { Int32(letter.value) }

    static let severity = code("V")  // not localized
    static let sqlState = code("C")
    static let message = code("M")
    static let detail = code("D")
    static let hint = code("H")
    static let context = code("W")
    static let constraint = code("n")
}

extension PostgresError {
    /// The error that a result carries.
    init(_ result: ResultHandle, leftConnectionBad: Bool) {
        // Without a SQLSTATE the error is libpq's own: the connection broke under the statement.
        let state = result.field(DiagnosticField.sqlState)
        self.init(
            sqlState: state.map(SQLState.init) ?? .connectionFailure,
            severity: result.field(DiagnosticField.severity) ?? "FATAL",
            message: result.field(DiagnosticField.message) ?? result.message.oneLine,
            detail: result.field(DiagnosticField.detail), hint: result.field(DiagnosticField.hint),
            context: result.field(DiagnosticField.context),
            constraint: result.field(DiagnosticField.constraint),
            leftConnectionBad: leftConnectionBad)
    }
}

extension String {
    /// The text with its lines joined by spaces.
    var oneLine: String {
        split(whereSeparator: \.isNewline)
            .map { $0.drop { $0 == " " || $0 == "\t" } }
            .joined(separator: " ")
    }
}
