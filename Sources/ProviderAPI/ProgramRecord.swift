package import Events
package import Programs
import Synchronization

/// What a provider's own systems know of a program: what the truth was after the latest event, and
/// what its API tells.
///
/// Written by whoever takes events from the model, read by the REST side. An event's truth may
/// become visible later than it is sent: reads are then older than the event.
package final class ProgramRecord: Sendable {
    /// A transaction with what its provider's words for it are.
    package struct KnownTransaction {
        package var truth: TransactionTruth
        /// A wallet's status word; nil for cards.
        package var statusWord: String?
    }

    package struct Known {
        /// By id and currency.
        package var accounts: [AccountName: AccountTruth] = [:]
        /// In the order of their first event.
        package var accountNames: [AccountName] = []
        /// When each was first seen, and what was posted then.
        package var openings: [String: (at: Timestamp, posted: Int64)] = [:]
        /// The latest event of each account's.
        package var lastEvents: [AccountName: Timestamp] = [:]
        package var cards: [String: CardTruth] = [:]
        package var cardIDs: [String] = []
        package var transactions: [String: KnownTransaction] = [:]
        /// In the order of their beginnings.
        package var transactionIDs: [String] = []
    }

    private struct Pending {
        var visibleAt: Timestamp
        var event: ProgramEvent
    }

    private struct State {
        var known = Known()
        var pending: [Pending] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Takes an event's truth in; nil: at once visible.
    package func note(_ event: ProgramEvent, visibleAt time: Timestamp? = nil) {
        state.withLock { state in
            // What came before is visible before: a record goes back for nobody.
            if let time {
                state.pending.append(Pending(visibleAt: time, event: event))
            } else if let last = state.pending.last {
                state.pending.append(Pending(visibleAt: last.visibleAt, event: event))
            } else {
                state.known.apply(event)
            }
        }
    }

    /// Lends what is visible at a time.
    package func read<Value>(at now: Timestamp, _ body: (Known) -> Value) -> Value {
        state.withLock { state in
            while let first = state.pending.first, first.visibleAt <= now {
                state.known.apply(first.event)
                state.pending.removeFirst()
            }
            return body(state.known)
        }
    }
}

extension ProgramRecord.Known {
    fileprivate mutating func apply(_ event: ProgramEvent) {
        let truth = event.truth
        for account in [truth.account, truth.counterparty].compactMap(\.self) {
            if accounts.updateValue(account, forKey: account.name) == nil {
                accountNames.append(account.name)
                if openings[account.name.id] == nil {
                    openings[account.name.id] = (event.happensAt, account.posted)
                }
            }
            lastEvents[account.name] = event.happensAt
        }
        if let card = truth.card, cards.updateValue(card, forKey: card.id) == nil {
            cardIDs.append(card.id)
            if openings[card.id] == nil {
                openings[card.id] = (event.happensAt, truth.account?.posted ?? 0)
            }
        }
        guard let transaction = truth.transaction else { return }
        var known = ProgramRecord.KnownTransaction(
            truth: transaction, statusWord: transactions[transaction.id]?.statusWord)
        if let step = event.claims.step, step.transactionID == transaction.id,
            let word = step.status
        {
            known.statusWord = word
        }
        if transactions.updateValue(known, forKey: transaction.id) == nil {
            transactionIDs.append(transaction.id)
        }
    }
}
