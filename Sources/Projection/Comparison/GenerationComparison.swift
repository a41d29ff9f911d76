package import Money
import Postgres

/// One field in which two generations of a source differ.
package struct GenerationDifference: Hashable, Sendable {
    /// What is compared, in the order of comparison.
    package enum Subject: String, Hashable, Sendable, CaseIterable {
        case accounts, transactions, cards, findings
    }

    package var kind: Subject
    /// Account and currency, transaction, card; rule, subject and discriminator of a finding.
    package var subject: String
    package var field: String
    /// Nil where the generation before has no such row or value.
    package var before: String?
    package var after: String?
    /// After less before, of numbers; one that is not there counts as nothing.
    package var difference: Amount?
}

/// How two generations of a source differ, both as one moment saw them.
package struct GenerationComparison: Hashable, Sendable {
    package var before: String
    package var after: String
    /// Positions up to which each was folded at that moment; equal unless the rebuild was ahead of
    /// books that nobody folds.
    package var beforePosition: Int64
    package var afterPosition: Int64
    /// Subjects that differ, by kind; a kind without a difference is there with 0.
    package var counts: [GenerationDifference.Subject: Int] = [:]

    package var isEqual: Bool { counts.values.allSatisfy { $0 == 0 } }

    /// Both were folded up to the same position, so that every difference is one of the rebuild.
    package var isLevel: Bool { beforePosition == afterPosition }

    init(_ before: Generation, _ after: Generation) {
        self.before = before.name
        self.after = after.name
        beforePosition = before.checkpoint
        afterPosition = after.checkpoint
    }

    /// Compares within the snapshot of the open transaction; costs a pass over both generations,
    /// and memory only for the differences that `take` keeps.
    ///
    /// Asks about every 200 ms whether to go on; at the first no it ends with `queryCanceled`.
    static func compare(
        _ before: Generation, _ after: Generation, on connection: Connection,
        whileTrue mayGoOn: () -> Bool, take: (GenerationDifference) -> Void
    ) throws(PostgresError) -> GenerationComparison {
        var comparison = GenerationComparison(before, after)
        // Whole tables meet here: a young table without statistics must not tempt the planner into
        // comparing every row with every other.
        try connection.execute("SET LOCAL enable_nestloop = off")
        for (kind, tables) in GenerationDifference.Subject.comparisons {
            var count = 0
            var last: String?
            try connection.stream(
                tables.sql,
                [.int32(before.sourceID), .int32(before.number), .int32(after.number)],
                whileTrue: mayGoOn
            ) { row throws(PostgresError) in
                let difference = GenerationDifference(
                    kind: kind, subject: try row.text(0), field: try row.text(1),
                    before: try row.textOrNil(2), after: try row.textOrNil(3),
                    difference: try row.amountOrNil(4))
                // The fields of one subject stand together.
                if difference.subject != last { count += 1 }
                last = difference.subject
                take(difference)
            }
            comparison.counts[kind] = count
        }
        return comparison
    }
}

extension GenerationDifference.Subject {
    fileprivate static let comparisons: [(kind: Self, tables: TableComparison)] = [
        (.accounts, AccountTable.comparison), (.transactions, TransactionTable.comparison),
        (.cards, CardTable.comparison), (.findings, FindingTable.comparison),
    ]
}
