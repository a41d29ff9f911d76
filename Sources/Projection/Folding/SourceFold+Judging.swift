import Configuration
import Events
import Ledger
import Money
import Reconciliation

extension SourceFold {
    /// Notes what a fold changed, for the tables.
    mutating func record(_ change: FoldChanges, of event: LoggedEvent) {
        for id in change.transactionIDs { changes.transactionIDs.insert(id) }
        for card in change.cards { changes.cardIDs.insert(card.id) }
        for account in change.accounts {
            for report in account.reports {
                changes.reports.append((key: account.key, report: report))
            }
            guard changes.accountKeys.insert(account.key).inserted else { continue }
            touchedAccounts.insert(account.key)
            accountKeys[account.key.id, default: []].insert(account.key)
        }
        // Closings first: an entry that changes leaves and comes back under one id.
        for case .closed(let entry) in change.entries {
            changes.close(entry, at: event.position, identifiers)
        }
        for case .opened(let entry) in change.entries {
            changes.open(entry, at: event.position, identifiers)
        }
        for (ordinal, activity) in change.activities.enumerated() {
            changes.activities.append(
                ActivityRow(
                    position: event.position, ordinal: Int32(ordinal),
                    at: event.createdAt ?? event.receivedAt, activity: activity))
        }
    }

    /// The rules over every entity that the event touched, in an order that the log decides.
    mutating func judge(
        _ change: FoldChanges, at event: LoggedEvent, from loader: ProjectionLoader
    ) throws {
        let now = event.receivedAt
        for id in change.transactionIDs {
            guard let transaction = books.transaction(id) else { continue }
            try apply(
                TransactionUnresolved.judge(transaction, now: now, settings: settings.rules),
                at: now, event.position, from: loader)
            try apply(
                LifecycleGap.judge(transaction), at: now, event.position, from: loader)
            if CurrencyMismatch.concerns(transaction) {
                try apply(
                    CurrencyMismatch.judge(transaction), at: now, event.position, from: loader)
            }
            if AccountConflict.concerns(transaction) {
                try apply(
                    AccountConflict.judge(transaction), at: now, event.position, from: loader)
            }
        }
        // Nothing else of a card is judged.
        for change in change.cards where change.movesLife {
            guard let card = books.card(change.id) else { continue }
            try apply(
                LifecycleGap.judge(card, settings: settings.rules), at: now, event.position,
                from: loader)
        }
        for change in change.accounts {
            guard let changed = BalanceChange(change) else { continue }
            try judgeBalance(change.key, changed, at: now, event.position, from: loader)
        }
    }

    /// What the arrival itself shows; the stream's head advances afterwards.
    mutating func judgeArrival(
        of reading: EventReading, withheld: String?, from loader: ProjectionLoader
    ) throws {
        let event = reading.event
        let stream = reading.interpretation?.stream
        let isUnderstood = reading.interpretation != nil && !(reading.isFolded && withheld != nil)
        let arrival = Arrival(
            event: event, interpretation: reading.interpretation,
            quarantineReason: isUnderstood ? nil : withheld,
            streamHead: stream.flatMap { streams[$0] })
        for finding in ArrivalRules.judge(arrival, settings: settings.rules) {
            if finding.key.rule.countsEvents {
                try ensureLoaded([finding.key.scope], from: loader)
            } else {
                // About this event alone: nothing can be stored of it yet.
                findings.load(finding.key.scope, [])
            }
            findings.note(finding, at: event.receivedAt, position: event.position)
        }
        guard let stream else { return }
        let head = ArrivalRules.advance(streams[stream], by: arrival, settings: settings.rules)
        if head != streams[stream] {
            streams[stream] = head
            changes.streams.insert(stream)
        }
    }

    /// Fires every deadline up to a time, each at its own time, in order.
    mutating func fireDeadlines(upTo time: Timestamp, from loader: ProjectionLoader) throws {
        while let review = deadlines.takeNext(upTo: time) {
            try judge(review, from: loader)
        }
    }

    private mutating func judge(_ review: Review, from loader: ProjectionLoader) throws {
        let subject = review.key.subject
        switch (review.key.rule, subject.kind) {
        case (.transactionUnresolved, .transaction):
            try loadTransactions([subject.id], from: loader)
            guard let transaction = books.transaction(subject.id) else { return }
            try apply(
                TransactionUnresolved.judge(
                    transaction, now: review.at, settings: settings.rules),
                at: review.at, nil, from: loader)
        case (.balanceGap, .account):
            try loadAccounts(ofIDs: [subject.id], from: loader)
            try judgeBalances(review, from: loader)
        default:
            // No other rule asks for a review.
            return
        }
    }

    /// Judges anew what is said of the report that a review is about, in whatever currency.
    private mutating func judgeBalances(_ review: Review, from loader: ProjectionLoader) throws {
        // A finding states the time of its report.
        let asOf = findings.record(review.key)?.finding.createdAt
        for key in (accountKeys[review.key.subject.id] ?? []).sorted(by: Self.precedes) {
            if let asOf, !books.covers(key, from: asOf) {
                try widen(key, from: asOf, from: loader)
            }
            for report in books.account(key)?.reports ?? []
            where Judgement.discriminator(report.key.eventID, key.currency)
                == review.key.discriminator
            {
                try judgeBalance(
                    key, BalanceChange(at: report.asOf), at: review.at, nil, from: loader)
            }
        }
    }

    private mutating func judgeBalance(
        _ key: AccountKey, _ changed: BalanceChange, at now: Timestamp, _ position: Int64?,
        from loader: ProjectionLoader
    ) throws {
        while let account = books.account(key) {
            if let judgement = BalanceGap.judge(
                account, changed: changed, now: now, settings: settings.rules)
            {
                if isQuiet(judgement) { return }
                return try apply(
                    judgement.inCurrency(key.currency), at: now, position, from: loader)
            }
            try widen(key, from: account.windowStart ?? .earliest, from: loader)
        }
    }

    private mutating func apply(
        _ judgement: Judgement, at: Timestamp, _ position: Int64?, from loader: ProjectionLoader
    ) throws {
        if isQuiet(judgement) { return }
        try ensureLoaded([judgement.scope], from: loader)
        storedIDs.insert(findingsAbout: judgement.scope.subject.id)
        deadlines.apply(judgement)
        findings.apply(judgement, at: at, position: position)
    }

    /// By far the most judgements find nothing where nothing was found before.
    private func isQuiet(_ judgement: Judgement) -> Bool {
        judgement.findings.isEmpty && judgement.reviews.isEmpty
            && !storedIDs.mayHold(findingsAbout: judgement.scope.subject.id)
    }

    /// Static: as a method it would take a copy of everything that is in memory along.
    private static func precedes(_ left: AccountKey, _ right: AccountKey) -> Bool {
        (left.id, left.currency.code) < (right.id, right.currency.code)
    }
}
