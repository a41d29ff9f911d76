import Postgres

/// What rows of a table are looked up by: columns, each with its part of what is looked for.
///
/// ```swift
/// LookUp(StreamTable.kind.of { (stream: EventStream) in stream.kind }, …)
/// ```
struct LookUp<Key>: Sendable {
    private let cells: [Cell<Key>]

    init(_ cells: Cell<Key>...) { self.cells = cells }

    /// The columns' names, the keys' aliases.
    var names: String { cells.map(\.name).joined(separator: ", ") }

    /// `unnest` of the arrays, which are the statement's parameters from `$3` on.
    var table: String {
        let arrays = cells.indices.map { "$\($0 + 3)" }.joined(separator: ", ")
        return "unnest(\(arrays)) AS k (\(names))"
    }

    /// The rows `alias` of the source and generation that a key `k` asks for.
    func matches(_ alias: String) -> String {
        (["\(alias).source_id = $1", "\(alias).generation = $2"]
            + cells.map { "\(alias).\($0.name) = k.\($0.name)" }).joined(separator: " AND ")
    }

    /// One array a column.
    func parameters(_ keys: [Key]) -> [Parameter] { cells.map { $0.array(keys) } }
}

extension Column {
    /// The column as it is looked up by a part of a key.
    func of<Key>(_ value: @escaping @Sendable (Key) -> Value) -> Cell<Key> {
        Cell(name, .key, value)
    }
}
