import Settings

/// How a provider's statement files are read:
/// `{"format": "csv", "columns": {"transaction-id": "Txn", "amount": "Amount"}}`.
package struct StatementConfiguration: Hashable, Sendable {
    package enum Format: String, Hashable, Sendable, CaseIterable {
        case csv
        case jsonLines = "json-lines"
    }

    /// What a column may hold.
    package enum Column: String, Hashable, Sendable, CaseIterable {
        case transactionID = "transaction-id"
        case accountID = "account-id"
        case cardID = "card-id"
        case amount, currency, status
        case bookedAt = "booked-at"
        case networkReference = "network-reference"
    }

    package let format: Format
    /// The heading (CSV) or the path (JSON lines) under which each stands.
    package let columns: [Column: String]

    init?(_ setting: SettingValue) {
        guard let object = setting.object(keys: ["format", "columns"]) else { return nil }
        let format = object.required("format", "csv or json-lines")?.choice(Format.self)
        let names = Column.allCases.map(\.rawValue)
        guard
            let given = object.required("columns", "the names of the columns")?.object(keys: names)
        else { return nil }
        var columns: [Column: String] = [:]
        for column in Column.allCases { columns[column] = given[column.rawValue]?.text() }
        for column in [Column.transactionID, .amount, .currency] where given[column.rawValue] == nil
        {
            given.report("\(column.rawValue) is missing; give the column's name")
        }
        guard let format else { return nil }
        self.format = format
        self.columns = columns
    }
}
