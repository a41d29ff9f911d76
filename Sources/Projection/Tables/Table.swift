/// A table of the projection, declared once: every column with its name, its type and what of a
/// record stands in it.
///
/// COPY, the set-based upsert, the list of a SELECT, reading back and the comparison of two
/// generations are made from the declaration. Nothing else knows the order of the columns:
///
/// ```swift
/// enum StreamTable: Table {
///     typealias Record = StreamRow
///     static let kind = key("stream_kind") { $0.stream.kind }
///     static let createdAt = column("created_at") { $0.head.createdAt }
///     static let layout = Layout("stream", kind, createdAt)
/// }
/// ```
///
/// Columns are closures and not key paths, which cost many times as much a value.
protocol Table {
    /// What stands in one row, besides source and generation.
    associatedtype Record

    /// The table's name, and its columns in the order in which they are written.
    static var layout: Layout<Self> { get }
}

/// One column of a table: the name, and what of a record stands in it.
final class Column<Owner: Table, Value: ColumnValue>: Sendable {
    let name: String
    let cell: Cell<Owner.Record>

    init(
        _ name: String, _ role: ColumnRole, _ value: @escaping @Sendable (Owner.Record) -> Value
    ) {
        self.name = name
        cell = Cell(name, role, value)
    }
}

/// What a column is there for.
enum ColumnRole: Sendable {
    /// Identifies the row, together with source and generation.
    case key
    /// Read back when the record is.
    case stored
    /// Follows from what is stored: for those who look at the tables, never read back.
    case derived
    /// A sum that a change is added to.
    case sum
    /// Decided by who makes the row; a change leaves it alone.
    case fixed
}

extension Table {
    /// A column that identifies the row.
    static func key<Value: ColumnValue>(
        _ name: String, _ value: @escaping @Sendable (Record) -> Value
    ) -> Column<Self, Value> {
        Column(name, .key, value)
    }

    /// A column that is read back.
    static func column<Value: ColumnValue>(
        _ name: String, _ value: @escaping @Sendable (Record) -> Value
    ) -> Column<Self, Value> {
        Column(name, .stored, value)
    }

    /// A column that follows from the others, for those who look at the tables.
    static func derived<Value: ColumnValue>(
        _ name: String, _ value: @escaping @Sendable (Record) -> Value
    ) -> Column<Self, Value> {
        Column(name, .derived, value)
    }

    /// A column to which an upsert adds.
    static func sum<Value: ColumnValue>(
        _ name: String, _ value: @escaping @Sendable (Record) -> Value
    ) -> Column<Self, Value> {
        Column(name, .sum, value)
    }

    /// A column that an upsert leaves as it is.
    static func fixed<Value: ColumnValue>(
        _ name: String, _ value: @escaping @Sendable (Record) -> Value
    ) -> Column<Self, Value> {
        Column(name, .fixed, value)
    }
}
