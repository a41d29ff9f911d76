import Postgres

/// Rows under headings, for people.
struct Table {
    var headings: [String]
    var rows: [[String]]
    /// Columns whose values stand at the right, like numbers.
    var rightAligned: Set<Int> = []

    /// Headings in capitals, null as a dash, numbers at the right.
    init(_ result: TextTable) {
        headings = result.columns.map { $0.uppercased() }
        rows = result.rows.map { row in row.map { Table.printable($0 ?? "–") } }
        rightAligned = Set(
            headings.indices.filter { column in
                rows.contains { Table.isNumber($0[column]) }
                    && rows.allSatisfy { Table.isNumber($0[column]) || $0[column] == "–" }
            })
    }

    init(headings: [String], rows: [[String]], rightAligned: Set<Int> = []) {
        self.headings = headings
        self.rows = rows.map { $0.map(Table.printable) }
        self.rightAligned = rightAligned
    }

    /// The table's lines; the last column is not padded.
    var lines: [String] {
        let widths = headings.indices.map { column in
            max(headings[column].count, rows.map { $0[column].count }.max() ?? 0)
        }
        return ([headings] + rows).map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                if rightAligned.contains(column) { return padding + cell }
                return column == row.count - 1 ? cell : cell + padding
            }.joined(separator: "  ")
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 }
    }

    /// Control characters from a provider's text must not move the cursor or colour the screen.
    private static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    $0.properties.generalCategory == .control ? "\u{FFFD}" : $0
                }
            ))
    }
}
