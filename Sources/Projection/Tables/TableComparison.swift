import Postgres

/// What differs of a table's rows between two generations of a source: every column is compared,
/// so that a new one cannot be forgotten.
///
/// The query's parameters are source, generation before and generation after; its columns subject,
/// field, before, after and difference.
struct TableComparison: Sendable {
    let sql: String

    /// - Parameters:
    ///   - subject: What the rows are called, as SQL about an alias; null where there is no row.
    ///   - order: Which subjects come first, as SQL about `b` and `a`, the rows before and after.
    ///   - withheld: Columns whose content nobody reads: that they differ is all that is said.
    init<Owner: Table>(
        _ table: Owner.Type, subject: (String) -> String, order: [String] = [],
        withheld: [String] = []
    ) {
        let layout = Owner.layout
        let keys = layout.keys.map(\.name)
        let columns = layout.cells.filter { $0.role != .key }
        func row(_ alias: String) -> String {
            columns.map { "\(alias).\($0.name)" }.joined(separator: ", ")
        }
        let fields =
            [Self.presence(of: layout.name, keys)]
            + columns.map { Self.field($0, isWithheld: withheld.contains($0.name)) }
        let places = fields.enumerated().map { "(\($0.offset), \($0.element))" }
        sql = """
            WITH before AS (
                SELECT * FROM projection.\(layout.name) WHERE source_id = $1 AND generation = $2
            ), after AS (
                SELECT * FROM projection.\(layout.name) WHERE source_id = $1 AND generation = $3
            )
            SELECT coalesce(\(subject("b")), \(subject("a"))) AS subject,
                   f.field, f.before, f.after, f.difference
            FROM before b
            FULL JOIN after a ON \(keys.map { "a.\($0) = b.\($0)" }.joined(separator: " AND "))
            CROSS JOIN LATERAL (VALUES
                \(places.joined(separator: ",\n    "))
            ) AS f (place, field, before, after, difference, differs)
            WHERE (\(row("b"))) IS DISTINCT FROM (\(row("a"))) AND f.differs
            ORDER BY \((order + ["subject", "f.place"]).joined(separator: ", "))
            """
    }

    /// Whether there is a row at all, in the name of the table.
    private static func presence(of table: String, _ keys: [String]) -> String {
        let key = keys[0]
        return """
            '\(table)', b.\(key)::text, a.\(key)::text, NULL::numeric,
                (b.\(key) IS NULL) <> (a.\(key) IS NULL)
            """
    }

    private static func field<Record>(_ cell: Cell<Record>, isWithheld: Bool) -> String {
        let name = cell.name
        let before =
            isWithheld ? "CASE WHEN b.\(name) IS NOT NULL THEN 'as folded' END" : "b.\(name)::text"
        let after =
            isWithheld
            ? "CASE WHEN a.\(name) IS NOT NULL THEN 'folded anew' END" : "a.\(name)::text"
        let isNumber = cell.type == .numeric || cell.type == .int8
        let difference = isNumber ? "coalesce(a.\(name), 0) - coalesce(b.\(name), 0)" : "NULL"
        return """
            '\(name)', \(before), \(after), \(difference), b.\(name) IS DISTINCT FROM a.\(name)
            """
    }
}
