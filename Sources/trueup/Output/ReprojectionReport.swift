import Events
import Money
import Postgres
import Projection

/// What `trueup reproject` answers: the differences of each source, then what became of it.
struct ReprojectionReport: Sendable {
    let isJSON: Bool
    /// Differences that are printed of each kind.
    private let limit: Int
    private var rows: [[String]] = []

    /// A source came to its end.
    var hasRows: Bool { !rows.isEmpty }

    init(_ arguments: ParsedArguments) {
        isJSON = arguments.isSet("--json")
        limit = arguments.isSet("--all") || arguments.isSet("--json") ? .max : 20
    }

    /// Compares a rebuilt generation with the active one and prints what differs.
    ///
    /// - Parameter print: Prints one or several whole lines.
    func compare(
        _ meeting: GenerationMeeting, source: String, open: () throws -> Connection,
        print: (String) throws -> Void
    ) throws {
        var shown: [GenerationDifference] = []
        var found: [GenerationDifference.Subject: Int] = [:]
        let comparison = try meeting.compare(open: open) { difference in
            if isJSON { return try print(Self.json(difference, source: source)) }
            found[difference.kind, default: 0] += 1
            if found[difference.kind, default: 0] <= limit { shown.append(difference) }
        }
        let lines =
            isJSON
            ? [Self.json(comparison, source: source)]
            : lines(comparison, shown, found, source)
        try print(lines.joined(separator: "\n"))
    }

    private func lines(
        _ comparison: GenerationComparison, _ shown: [GenerationDifference],
        _ found: [GenerationDifference.Subject: Int], _ source: String
    ) -> [String] {
        let place =
            comparison.isLevel
            ? "at position \(comparison.afterPosition)"
            : "at position \(comparison.afterPosition), and \(comparison.before) at"
                + " \(comparison.beforePosition): events between them differ, too"
        let head = "\(source): \(comparison.after) compared with \(comparison.before) \(place)"
        guard !comparison.isEqual else { return ["\(head): no difference."] }
        let counts = GenerationDifference.Subject.allCases.map {
            "\(comparison.counts[$0] ?? 0) \($0.rawValue)"
        }
        let cells = shown.map { difference in
            [
                difference.kind.rawValue, difference.subject, difference.field,
                difference.before ?? "–", difference.after ?? "–",
                difference.difference.map(Self.signed) ?? "",
            ]
        }
        let table = Table(
            headings: ["", "SUBJECT", "FIELD", comparison.before, comparison.after, "DIFFERENCE"],
            rows: cells, rightAligned: [5])
        let rest = GenerationDifference.Subject.allCases.filter { found[$0, default: 0] > limit }
            .map { kind in
                "  … and \(found[kind, default: 0] - limit) more differences of"
                    + " \(kind.rawValue): --all prints them."
            }
        return ["\(head): \(counts.joined(separator: ", ")) differ."]
            + table.lines.map { "  " + $0 } + rest
    }

    private static func signed(_ amount: Amount) -> String {
        amount.isNegative || amount.isZero ? "\(amount)" : "+\(amount)"
    }

    /// Notes what became of a source.
    mutating func add(_ generation: Generation, source: String, _ goal: ReprojectionGoal) {
        let state =
            goal == .comparison && generation.state == .building
            ? "built, not active" : generation.state.rawValue
        rows.append([source, generation.name, state, "\(generation.checkpoint)"])
    }

    func finish() {
        let rows = rows.sorted { $0[0] < $1[0] }
        if isJSON {
            for row in rows { Terminal.print(Self.json(row)) }
            return
        }
        guard !rows.isEmpty else {
            Terminal.print("No source has books yet: there is nothing to rebuild.")
            return
        }
        let table = Table(
            headings: ["SOURCE", "GENERATION", "STATE", "EVENTS"], rows: rows, rightAligned: [3])
        for line in table.lines { Terminal.print(line) }
        if let row = rows.first(where: { $0[2] == "built, not active" }) {
            Terminal.print(
                "`trueup reproject` goes on and switches to it;"
                    + " `trueup generations drop \(row[1])` removes it.")
        }
        if let row = rows.first(where: { $0[2] == Generation.State.kept.rawValue }) {
            Terminal.print("SET trueup.generation = '\(row[1])' makes a session's views show it.")
        }
    }
}

extension ReprojectionReport {
    private static func json(_ difference: GenerationDifference, source: String) -> String {
        JSONWriter.object { object in
            object.string("source", source)
            object.string("differs", difference.kind.rawValue)
            object.string("subject", difference.subject)
            object.string("field", difference.field)
            object.string("before", difference.before)
            object.string("after", difference.after)
            object.string("difference", difference.difference.map { "\($0)" })
        }
    }

    private static func json(_ comparison: GenerationComparison, source: String) -> String {
        JSONWriter.object { object in
            object.string("source", source)
            object.string("compared", comparison.after)
            object.string("with", comparison.before)
            object.integer("position", comparison.afterPosition)
            object.integer("with_position", comparison.beforePosition)
            for kind in GenerationDifference.Subject.allCases {
                object.integer(kind.rawValue, Int64(comparison.counts[kind] ?? 0))
            }
        }
    }

    static func json(dropped name: String, source: String) -> String {
        JSONWriter.object { object in
            object.string("source", source)
            object.string("dropped", name)
        }
    }

    private static func json(_ row: [String]) -> String {
        JSONWriter.object { object in
            object.string("source", row[0])
            object.string("generation", row[1])
            object.string("state", row[2])
            object.integer("events", Int64(row[3]))
        }
    }
}
