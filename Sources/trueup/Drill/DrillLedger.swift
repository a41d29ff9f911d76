import Events
import Faults
import Programs

/// Books beside the truth, of all programs of one provider.
///
/// Where deliveries never arrived, the books must equal the truth less what those would have
/// booked; and where a fault touched an account before its first report, or that report itself, the
/// opening that is taken from it may differ.
struct DrillLedger {
    struct Count {
        var compared = 0
        var equal = 0
        /// Different by just what a fault explains.
        var explained = 0

        var differing: Int { compared - equal - explained }
    }

    var accounts = Count()
    var transactions = Count()
    var holds = Count()
    var cards = Count()
    var differences: [String] = []

    var isAsExpected: Bool {
        [accounts, transactions, holds, cards].allSatisfy { $0.differing == 0 }
    }
}

extension DrillResult {
    /// Compares a source's books with its program's truth; of wallets, whose webhooks carry no
    /// amounts, references and statuses.
    mutating func compareLedger(_ source: DrillSource, _ books: DrillBooks) throws {
        var ledger = ledgers[source.kind] ?? DrillLedger()
        if source.kind.statesMoney {
            try ledger.compareAccounts(source, books)
            try ledger.compareCards(source, books)
        }
        try ledger.compareTransactions(source, books)
        ledgers[source.kind] = ledger
    }
}

extension DrillLedger {
    private static func minor(_ text: String?, digits: Int) -> Int64? {
        guard let text else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let padded = fraction + String(repeating: "0", count: max(0, digits - fraction.count))
        guard padded.dropFirst(digits).allSatisfy({ $0 == "0" }) else { return nil }
        return Int64(String(parts[0]) + padded.prefix(digits))
    }

    fileprivate mutating func compareAccounts(_ source: DrillSource, _ books: DrillBooks) throws {
        let truths = source.snapshot?.accounts ?? []
        let rows = try books.rows(
            """
            SELECT account_id || ' ' || currency, posted, pending, available FROM trueup.accounts
            WHERE source = $1 AND account_id = ANY($2) AND kind IN ('card', 'account')
            """, of: source.name, ids: truths.map(\.name.id))
        let intended = source.faultless.accountSums
        let arrived = source.expectations.accountSums
        let touched = Set(source.records.flatMap(\.accounts))
        for truth in truths {
            let row = rows["\(truth.name.id) \(truth.name.currency)"]
            // Of an account without an event the books know nothing.
            if row == nil, truth.posted == 0, truth.held == 0 { continue }
            accounts.compared += 1
            // All of it was lost.
            if row == nil, touched.contains(truth.name), arrived[truth.name] == nil {
                accounts.explained += 1
                continue
            }
            let booked = (1...3).map { Self.minor(row?[$0], digits: truth.digits) }
            if booked == [truth.posted, truth.pending, truth.available] {
                accounts.equal += 1
                continue
            }
            let (mine, all) = (
                arrived[truth.name] ?? AccountSum(), intended[truth.name] ?? AccountSum()
            )
            let posted = truth.posted + mine.posted - all.posted
            let held = truth.held + mine.held - all.held
            // A fault before or in the report that an opening is taken from shifts what is posted
            // and nothing else.
            let shift = touched.contains(truth.name) ? (booked[0] ?? posted) - posted : 0
            if booked == [posted + shift, -held, posted + shift - held] {
                accounts.explained += 1
                continue
            }
            note(source, "account \(truth.name.id) \(truth.name.currency)", row) {
                "posted, pending, available \(posted), \(-held), \(posted - held) minor units"
            }
        }
    }

    fileprivate mutating func compareTransactions(
        _ source: DrillSource, _ books: DrillBooks
    ) throws {
        let rows = try books.rows(
            """
            SELECT transaction_id, state, kind, held, cleared, reversed, refunded
            FROM trueup.transactions WHERE source = $1 AND transaction_id = ANY($2)
            """, of: source.name, ids: source.transactions.map(\.id))
        let incomplete = source.expectations.transactionsDiffering(from: source.faultless)
        // The last events of a program may announce what the next ones would have told.
        for truth in source.transactions where source.faultless.knowsStep(ofTransaction: truth.id) {
            let row = rows[truth.id]
            let isWallet = !source.kind.statesMoney
            let amounts = [truth.held, truth.cleared, truth.reversed, truth.refunded]
            let isEqual =
                row?[1] == truth.state.rawValue
                && (isWallet
                    || row?[2] == truth.kind.rawValue
                        && (3...6).map { Self.minor(row?[$0], digits: truth.digits) } == amounts)
            let isExplained = !isEqual && incomplete.contains(truth.id)
            transactions.add(isEqual: isEqual, isExplained: isExplained)
            if truth.held != 0, !isWallet {
                let isHeld = Self.minor(row?[3], digits: truth.digits) == truth.held
                holds.add(isEqual: isHeld, isExplained: !isHeld && incomplete.contains(truth.id))
            }
            guard !isEqual, !isExplained else { continue }
            note(source, "transaction \(truth.id)", row) {
                "\(truth.state.rawValue), \(truth.kind.rawValue), held, cleared, reversed, refunded"
                    + " \(amounts) minor units"
            }
        }
    }

    fileprivate mutating func compareCards(_ source: DrillSource, _ books: DrillBooks) throws {
        let truths = source.snapshot?.cards ?? []
        let rows = try books.rows(
            """
            SELECT card_id, status, closed_at IS NOT NULL, holder_id FROM trueup.cards
            WHERE source = $1 AND card_id = ANY($2)
            """, of: source.name, ids: truths.map(\.id))
        let touched = source.cardsWithLosses
        for truth in truths {
            // Announced by no event yet.
            guard let row = rows[truth.id] else { continue }
            let isEqual =
                row[1] == truth.status && row[2] == (truth.isClosed ? "t" : "f")
                && row[3] == truth.holderID
            let isExplained = !isEqual && touched.contains(truth.id)
            cards.add(isEqual: isEqual, isExplained: isExplained)
            guard !isEqual, !isExplained else { continue }
            note(source, "card \(truth.id)", row) {
                "\(truth.status), \(truth.isClosed ? "closed" : "not closed"), \(truth.holderID)"
            }
        }
    }

    private mutating func note(
        _ source: DrillSource, _ subject: String, _ row: [String?]?, _ truth: () -> String
    ) {
        let booked = row.map { $0.dropFirst().map { $0 ?? "null" }.joined(separator: ", ") }
        differences.append(
            "\(source.name) \(subject): booked \(booked ?? "nothing"); must be \(truth())")
    }
}

extension DrillLedger.Count {
    fileprivate mutating func add(isEqual: Bool, isExplained: Bool) {
        compared += 1
        if isEqual { equal += 1 } else if isExplained { explained += 1 }
    }
}
