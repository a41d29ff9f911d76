import Events
import Ledger
import Money
import Postgres
import Reconciliation

/// A value that stands in a column, in the form of one PostgreSQL type.
protocol ColumnValue: Sendable {
    associatedtype Stored: PostgresEncodable, PostgresDecodable

    /// What is stored; nil is null.
    var stored: Stored? { get }

    /// Nil for what the type has no value for: null mostly, or a word that it does not know.
    init?(stored: Stored?)
}

/// A value that PostgreSQL holds as it is.
protocol PlainColumnValue: ColumnValue, PostgresEncodable, PostgresDecodable
where Stored == Self {}

extension PlainColumnValue {
    var stored: Self? { self }

    init?(stored: Self?) {
        guard let stored else { return nil }
        self = stored
    }
}

extension String: PlainColumnValue {}
extension Bool: PlainColumnValue {}
extension Int32: PlainColumnValue {}
extension Int64: PlainColumnValue {}
extension UUIDBytes: PlainColumnValue {}
extension Timestamp: PlainColumnValue {}
extension Amount: PlainColumnValue {}
extension JSONText: PlainColumnValue {}
extension [UInt8]: ColumnValue, PlainColumnValue {}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    var stored: Wrapped.Stored? { self?.stored }

    init?(stored: Wrapped.Stored?) {
        guard let stored else {
            self = .none
            return
        }
        guard let value = Wrapped(stored: stored) else { return nil }
        self = .some(value)
    }
}

/// A closed list of words, stored as text.
protocol ColumnWord: ColumnValue, RawRepresentable where RawValue == String, Stored == String {}

extension ColumnWord {
    var stored: String? { rawValue }

    init?(stored: String?) {
        guard let stored else { return nil }
        self.init(rawValue: stored)
    }
}

extension TransactionState: ColumnWord {}
extension TransactionKind: ColumnWord {}
extension AccountKind: ColumnWord {}
extension Layer: ColumnWord {}
extension Entry.EffectiveSource: ColumnWord {}
extension EventStream.Kind: ColumnWord {}
extension Subject.Kind: ColumnWord {}
extension Severity: ColumnWord {}
extension FindingStatus: ColumnWord {}
extension Generation.State: ColumnWord {}

extension Currency: ColumnValue {
    var stored: String? { code }

    init?(stored: String?) {
        guard let stored else { return nil }
        self.init(uncheckedCode: stored)
    }
}

/// A rule, stored by its name.
struct RuleName: ColumnValue {
    let rule: Rule

    init(_ rule: Rule) { self.rule = rule }

    var stored: String? { rule.name }

    init?(stored: String?) {
        guard let stored, let rule = Rule.named(stored) else { return nil }
        self.rule = rule
    }
}

/// An `int` in the table, because PostgreSQL's smaller type would save nothing there.
extension Int16: ColumnValue {
    var stored: Int32? { Int32(self) }

    init?(stored: Int32?) {
        guard let stored else { return nil }
        self.init(exactly: stored)
    }
}
