package import Events
import Ledger

/// Something that an event touched, to be judged by the rules.
enum JudgedSubject: Sendable {
    case transaction(String)
    case card(String)
    case account(AccountKey, BalanceChange)

    /// In an order that the log decides.
    static func all(in change: FoldChanges) -> [JudgedSubject] {
        var subjects: [JudgedSubject] = []
        subjects.reserveCapacity(
            change.transactionIDs.count + change.cards.count + change.accounts.count)
        for id in change.transactionIDs { subjects.append(.transaction(id)) }
        // Nothing else of a card is judged.
        for card in change.cards where card.movesLife { subjects.append(.card(card.id)) }
        for account in change.accounts {
            guard let changed = BalanceChange(account) else { continue }
            subjects.append(.account(account.key, changed))
        }
        return subjects
    }
}

extension Reconciler {
    /// Judges one subject by every rule that looks at its kind: all of them, or none while
    /// something is needed.
    mutating func judge(_ subject: JudgedSubject, at event: LoggedEvent) -> Needs? {
        let now = event.receivedAt
        var judgements: [Judgement] = []
        switch subject {
        case .transaction(let id):
            guard let transaction = books.transaction(id) else { return nil }
            for judge in Rule.judgesOfTransactions {
                guard let judgement = judge(transaction, now, rules) else { continue }
                if !isQuiet(judgement) { judgements.append(judgement) }
            }
        case .card(let id):
            guard let card = books.card(id) else { return nil }
            for judge in Rule.judgesOfCards {
                let judgement = judge(card, rules)
                if !isQuiet(judgement) { judgements.append(judgement) }
            }
        case .account(let key, let changed):
            guard let account = books.account(key) else { return nil }
            for judge in Rule.judgesOfAccounts {
                guard let judgement = judge(account, changed, now, rules) else {
                    return Needs(history: key, from: account.windowStart ?? .earliest)
                }
                if !isQuiet(judgement) { judgements.append(judgement.inCurrency(key.currency)) }
            }
        }
        return apply(judgements, at: now, event.position)
    }

    /// What the arrival itself shows; the stream's head advances afterwards.
    mutating func judgeArrival(of reading: EventReading, withheld: String?) -> Needs? {
        let event = reading.event
        let stream = reading.interpretation?.stream
        let arrival = reading.arrival(
            withheld: withheld, after: stream.flatMap { streams[$0]?.head })
        let found = ArrivalRules.judge(arrival, settings: rules)
        for finding in found where finding.key.rule.countsEvents {
            if let needs = load(finding.key.subject) { return needs }
        }
        for finding in found {
            // What does not count is about this event alone: nothing can be stored of it yet.
            findings.load(finding.key.subject, [])
            findings.note(finding, at: event.receivedAt, position: event.position)
        }
        guard let stream else { return nil }
        let head = ArrivalRules.advance(arrival.streamHead, by: arrival, settings: rules)
        if let head {
            streams[stream] = Stream(head: head, usedAt: books.clock)
            if head != arrival.streamHead { residency.changed.streams.insert(stream) }
        }
        return nil
    }

    /// Lets time pass: every deadline up to then fires, each at its own time, in order.
    ///
    /// What must be supplied first, if anything: then call it again.
    package mutating func advance(to time: Timestamp) -> Needs? {
        if residency.deadlinesKnownUntil < time {
            var needs = Needs()
            needs.deadlinesUpTo = time
            return needs
        }
        while let review = deadlines.next(), review.at <= time {
            if let needs = judge(review) { return needs }
        }
        return nil
    }

    private mutating func judge(_ review: Review) -> Needs? {
        var needs = Needs()
        add(review, to: &needs)
        if !needs.isEmpty { return needs }
        switch judgement(of: review) {
        case .needs(let needs): return needs
        case .judged(let judgement):
            deadlines.remove(review)
            guard let judgement else { return nil }
            return apply([judgement], at: review.at, nil)
        }
    }

    private enum Reviewed {
        case needs(Needs)
        /// Nil: there is nothing to judge any more.
        case judged(Judgement?)
    }

    /// Judges anew by the rule that asked for it.
    private func judgement(of review: Review) -> Reviewed {
        let id = review.key.subject.id
        for judge in review.key.rule.judges {
            switch judge {
            case .transaction(let judge) where review.key.subject.kind == .transaction:
                return .judged(books.transaction(id).flatMap { judge($0, review.at, rules) })
            case .card(let judge) where review.key.subject.kind == .card:
                return .judged(books.card(id).map { judge($0, rules) })
            case .account(let judge) where review.key.subject.kind == .account:
                return reviewed(review, judge)
            case .arrival, .transaction, .card, .account: continue
            }
        }
        return .judged(nil)
    }

    /// What is said of an account's balance is judged anew as if its report had just come.
    private func reviewed(
        _ review: Review,
        _ judge: (Account, BalanceChange, Timestamp, RuleSettings) -> Judgement?
    ) -> Reviewed {
        // A finding states the time of its report.
        guard let key = review.account, let account = books.account(key),
            let asOf = findings.record(review.key)?.finding.createdAt
        else { return .judged(nil) }
        guard books.covers(key, from: asOf) else {
            return .needs(Needs(history: key, from: asOf))
        }
        guard let judgement = judge(account, BalanceChange(at: asOf), review.at, rules) else {
            return .needs(Needs(history: key, from: account.windowStart ?? .earliest))
        }
        return .judged(judgement.inCurrency(key.currency))
    }

    /// Applies judgements of one subject.
    private mutating func apply(
        _ judgements: [Judgement], at time: Timestamp, _ position: Int64?
    ) -> Needs? {
        guard let subject = judgements.first?.scope.subject else { return nil }
        if let needs = load(subject) { return needs }
        residency.stored.insert(findingsAbout: subject)
        for judgement in judgements {
            deadlines.apply(judgement)
            findings.apply(judgement, at: time, position: position)
        }
        return nil
    }

    /// By far the most judgements find nothing where nothing was found before.
    private func isQuiet(_ judgement: Judgement) -> Bool {
        judgement.findings.isEmpty && judgement.reviews.isEmpty
            && !mayHaveFindings(judgement.scope.subject)
    }

    private func mayHaveFindings(_ subject: Subject) -> Bool {
        findings.isLoaded(subject) || residency.stored.mayHold(findingsAbout: subject)
    }

    /// Nil once a subject's findings are in memory.
    private mutating func load(_ subject: Subject) -> Needs? {
        if findings.isLoaded(subject) { return nil }
        if residency.stored.mayHold(findingsAbout: subject) { return Needs(subject) }
        findings.load(subject, [])
        return nil
    }
}

extension Review {
    /// The account in one currency that a review of an account's balance is about.
    var account: AccountKey? {
        guard key.subject.kind == .account,
            let currency = Judgement.currency(of: key.discriminator)
        else { return nil }
        return AccountKey(id: key.subject.id, currency: currency)
    }
}
