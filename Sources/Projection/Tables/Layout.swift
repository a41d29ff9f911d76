import Postgres

/// The columns of a table in the order in which they are written, and the statements that follow.
///
/// `$1` and `$2` of a statement are source and generation; one array a column comes after.
struct Layout<Owner: Table>: Sendable {
    let name: String
    let cells: [Cell<Owner.Record>]

    init<each Value: ColumnValue>(
        _ name: String, _ column: repeat Column<Owner, each Value>
    ) {
        self.name = name
        var cells: [Cell<Owner.Record>] = []
        repeat cells.append((each column).cell)
        self.cells = cells
    }

    /// The columns that identify a row.
    var keys: [Cell<Owner.Record>] { cells.filter { $0.role == .key } }

    private var names: String { cells.map(\.name).joined(separator: ", ") }

    /// `COPY … FROM STDIN` of records that are not there yet.
    var copy: String {
        "COPY projection.\(name) (source_id, generation, \(names)) FROM STDIN (FORMAT binary)"
    }

    /// Stores records that may be there already.
    var upsert: String {
        let arrays = cells.indices.map { "$\($0 + 3)" }.joined(separator: ", ")
        let keys = ["source_id", "generation"] + self.keys.map(\.name)
        return """
            INSERT INTO projection.\(name) AS t (source_id, generation, \(names))
            SELECT $1, $2, k.* FROM unnest(\(arrays)) AS k (\(names))
            ON CONFLICT (\(keys.joined(separator: ", "))) DO UPDATE SET
                \(cells.compactMap(\.assignment).joined(separator: ", "))
            """
    }

    /// Adds records of a table that has source and generation among its own columns.
    var insert: String {
        let arrays = cells.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return """
            INSERT INTO projection.\(name) AS t (\(names)) SELECT k.* FROM unnest(\(arrays)) AS k
            """
    }
}

extension Cell {
    /// What an upsert does to the column of a row that is there already.
    fileprivate var assignment: String? {
        switch role {
        case .key, .fixed: nil
        case .stored, .derived: "\(name) = excluded.\(name)"
        case .sum: "\(name) = t.\(name) + excluded.\(name)"
        }
    }
}

extension Table {
    /// The columns that are read back, as a SELECT lists them.
    static func selection(of alias: String) -> String {
        layout.cells.filter { $0.role != .derived }.map { "\(alias).\($0.name)" }
            .joined(separator: ", ")
    }
}
