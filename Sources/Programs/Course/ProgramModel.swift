package import Events

/// A program of cards or wallets, from its first day on, as the provider knows it: a pure function
/// of its arguments, that yields events in time order without end.
///
///     var model = ProgramModel(.nymcard, seed: 7, start: now, settings: ProgramSettings())
///     let event = model.next()          // body, claims, and what is true after it
///     model.snapshot.accounts           // what is true now
///
/// It knows no ledger: balances, holds and states follow from what holders, merchants and the
/// program do. Memory grows with the live state: holds, cards, accounts; a finished transaction is
/// forgotten when its last event is out.
package struct ProgramModel: Sendable {
    package let kind: ProgramKind
    package let seed: UInt64
    package let start: Timestamp
    package let settings: ProgramSettings
    private var course: any ProgramCourse

    /// `start`: the program's first moment, on both of its clocks.
    package init(
        _ kind: ProgramKind, seed: UInt64, start: Timestamp,
        settings: ProgramSettings = ProgramSettings()
    ) {
        self.kind = kind
        self.seed = seed
        self.start = start
        self.settings = settings
        let journal = ProgramJournal(seed: seed, start: start, settings: settings)
        course = kind.begin(journal)
    }

    /// The next event of the program.
    package mutating func next() -> ProgramEvent {
        while true {
            if let event = course.journal.takeFirst() { return event }
            course.advance()
        }
    }

    /// What is true after all events so far; in the order of ids.
    package var snapshot: ProgramSnapshot {
        var snapshot = course.snapshot
        snapshot.accounts.sort { ($0.name.id, $0.name.currency) < ($1.name.id, $1.name.currency) }
        snapshot.transactions.sort { $0.id < $1.id }
        snapshot.cards.sort { $0.id < $1.id }
        return snapshot
    }
}

/// All accounts and cards, and the transactions that are not finished.
package struct ProgramSnapshot: Hashable, Sendable {
    package var accounts: [AccountTruth] = []
    package var transactions: [TransactionTruth] = []
    package var cards: [CardTruth] = []

    package init(
        accounts: [AccountTruth] = [], transactions: [TransactionTruth] = [],
        cards: [CardTruth] = []
    ) {
        self.accounts = accounts
        self.transactions = transactions
        self.cards = cards
    }
}

/// How one provider's program goes on.
package protocol ProgramCourse: Sendable {
    var journal: ProgramJournal { get set }
    var snapshot: ProgramSnapshot { get }

    /// Does what comes next in time; that may announce nothing, or several things.
    mutating func advance()
}
