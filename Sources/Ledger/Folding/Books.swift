package import Events
package import Money

/// The loaded entities of one source, and the fold that advances them event by event.
///
/// Whoever folds brings in what events reach (`FoldReach`: transactions and cards, then accounts),
/// writes what `FoldChanges` names, and lets the books forget when there is too much. House
/// accounts are never loaded: their changes add up as deltas.
package struct Books: Sendable {
    package let policy: LedgerPolicy
    var transactions: [String: Cached<TransactionRecord>] = [:]
    var cards: [String: Cached<Card>] = [:]
    var accounts: [AccountKey: Cached<Account>] = [:]
    var houseDeltas: [HouseAccount: HouseDelta] = [:]
    /// Counts folds; an entity remembers the last one that used it.
    package internal(set) var clock: Int64 = 0
    /// The approximate size of everything loaded, in bytes.
    package internal(set) var weight = 0

    package init(policy: LedgerPolicy) {
        self.policy = policy
    }

    package func transaction(_ id: String) -> Transaction? {
        transactions[id]?.value.transaction
    }

    package func summary(ofTransaction id: String) -> TransactionSummary? {
        transactions[id]?.value.summary
    }

    package func record(ofTransaction id: String) -> TransactionRecord? { transactions[id]?.value }

    /// The open entries of a transaction, in canonical order.
    package func entries(ofTransaction id: String) -> [Entry]? {
        transactions[id]?.value.entries
    }

    package func card(_ id: String) -> Card? { cards[id]?.value }

    package func knows(transaction id: String) -> Bool { transactions[id] != nil }

    package func knows(card id: String) -> Bool { cards[id] != nil }

    package func knows(account key: AccountKey) -> Bool { accounts[key] != nil }

    /// Nil when nothing stands on the account: a row that was stored for it is to be deleted.
    package func account(_ key: AccountKey) -> Account? { accounts[key]?.value }

    /// The house accounts' changes since they were last taken.
    package mutating func takeHouseDeltas() -> [HouseAccount: HouseDelta] {
        defer { houseDeltas = [:] }
        return houseDeltas
    }
}

/// A house account: one per kind and currency, and `@unassigned`.
package struct HouseAccount: Hashable, Sendable {
    package let key: AccountKey
    package let kind: AccountKind

    package init(key: AccountKey, kind: AccountKind) {
        self.key = key
        self.kind = kind
    }
}

/// What a house account's sums change by.
package struct HouseDelta: Hashable, Sendable {
    package internal(set) var posted: Amount
    package internal(set) var pending: Amount
    package internal(set) var available: Amount
    /// Open entries.
    package internal(set) var entryCount: Int64

    package init(
        posted: Amount = .zero, pending: Amount = .zero, available: Amount = .zero,
        entryCount: Int64 = 0
    ) {
        self.posted = posted
        self.pending = pending
        self.available = available
        self.entryCount = entryCount
    }

    /// Nothing, with the digits of the currency: what is added to it shows at least those.
    init(in currency: Currency) {
        let zero = MonetaryAmount.zero(currency).amount
        self.init(posted: zero, pending: zero, available: zero)
    }
}

/// A transaction with what is derived from it.
///
/// A class: it is replaced, never changed, and handed on to be written, where every copy of its
/// texts would cost as much as the fold.
package final class TransactionRecord: Sendable {
    package let transaction: Transaction
    package let summary: TransactionSummary
    let entries: [Entry]

    init(_ transaction: Transaction, _ policy: LedgerPolicy) throws(FoldError) {
        self.transaction = transaction
        (summary, entries) = try transaction.derive(policy)
    }
}

/// A loaded entity, and the fold that used it last.
struct Cached<Value: Sendable>: Sendable {
    var value: Value
    var usedAt: Int64
    var weight: Int
}

/// Why an event was not folded although it was decoded; the books stay as they were.
///
/// After `needsHistory` it can be folded once that is there; after anything else it goes to
/// quarantine.
package enum FoldError: Error, Hashable, Sendable {
    /// A sum left 128 bits or the scale bound.
    case overflow(String)
    /// A transaction has more steps than the bound (1,000).
    case tooManySteps(transactionID: String)
    /// An event states more facts than can be numbered (32,768).
    case tooManyFacts(eventID: String)
    /// It reaches back before the windows of accounts: bring them in from these times on
    /// (`Books.extend`) and fold it again.
    case needsHistory([AccountKey: Timestamp])
}

extension FoldError: CustomStringConvertible {
    /// One line: what does not fit, and where.
    package var description: String {
        switch self {
        case .overflow(let place):
            "\(place)"
        case .tooManySteps(let id):
            "transaction \(id) has more than \(Transaction.maximumSteps) steps"
        case .tooManyFacts(let id):
            "event \(id) states more than 32,768 facts"
        case .needsHistory(let accounts):
            "earlier movements of \(accounts.keys.map(\.id).sorted().joined(separator: ", "))"
                + " are not in memory"
        }
    }
}

/// An entry that came into the books or left them at one position.
package enum EntryChange: Hashable, Sendable {
    case opened(Entry)
    case closed(Entry)
}

/// What one event changed: each entity once, in the order of their ids.
package struct FoldChanges: Hashable, Sendable {
    package var transactionIDs: [String] = []
    package var cards: [CardChange] = []
    package var accounts: [AccountChange] = []
    package var entries: [EntryChange] = []
    package var activities: [Activity] = []

    package init() {}
}

/// A card that an event changed.
package struct CardChange: Hashable, Sendable {
    package var id: String
    /// Its opening, its close or its first activity is another event than before.
    package var movesLife: Bool

    package init(id: String, movesLife: Bool) {
        self.id = id
        self.movesLife = movesLife
    }
}

/// A card or account whose sums, reports or movements an event changed.
package struct AccountChange: Hashable, Sendable {
    package var key: AccountKey
    /// Those that came.
    package var reports: [ReportRecord]
    /// The effective times of the movements that came, changed or went; nil where none did.
    package var movementTimes: ClosedRange<Timestamp>?
    /// The earliest receipt of those among them that state no time.
    package var earliestReceipt: Timestamp?

    package init(
        key: AccountKey, reports: [ReportRecord] = [],
        movementTimes: ClosedRange<Timestamp>? = nil, earliestReceipt: Timestamp? = nil
    ) {
        self.key = key
        self.reports = reports
        self.movementTimes = movementTimes
        self.earliestReceipt = earliestReceipt
    }
}
