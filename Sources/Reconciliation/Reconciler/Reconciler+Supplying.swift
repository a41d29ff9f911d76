package import Events
package import Ledger

/// What a batch of events is known to touch, asked for in rounds, because what one brings in shows
/// what the next must ask for.
///
///     var prefetch = Prefetch(readings)
///     while let needs = prefetch.next(of: &reconciler) {
///         try reconciler.supply(store.rows(needs), for: needs)
///     }
package struct Prefetch {
    private enum Round { case deadlines, entities, rest, done }

    private let readings: [EventReading]
    private let time: Timestamp?
    private var reach = FoldReach()
    private var round = Round.deadlines

    /// The readings in the order of the log.
    package init(_ readings: [EventReading]) {
        self.readings = readings
        time = readings.last?.event.receivedAt
        for reading in readings { reach.take(reading.facts) }
    }

    /// For the deadlines up to a time alone.
    package init(until time: Timestamp) {
        readings = []
        self.time = time
    }

    /// Nil when everything is in memory that can be known beforehand.
    package mutating func next(of reconciler: inout Reconciler) -> Needs? {
        while true {
            let needs: Needs
            switch round {
            case .deadlines:
                needs = reconciler.deadlineNeeds(upTo: time)
                round = .entities
            case .entities:
                needs = reconciler.entityNeeds(of: reach, readings, until: time)
                round = .rest
            case .rest:
                needs = reconciler.furtherNeeds(of: reach, readings)
                round = .done
            case .done:
                if let last = readings.last {
                    reconciler.residency.prefetchedUntil = last.event.position
                }
                return nil
            }
            if !needs.isEmpty { return needs }
        }
    }
}

extension Reconciler {
    func isKnown(transaction id: String) -> Bool {
        books.knows(transaction: id) || residency.isAbsent(transaction: id)
    }

    func isKnown(card id: String) -> Bool {
        books.knows(card: id) || residency.isAbsent(card: id)
    }

    func isKnown(_ account: AccountKey) -> Bool {
        books.knows(account: account) || residency.isAbsent(account)
    }

    func isKnown(_ stream: EventStream) -> Bool {
        streams[stream] != nil || residency.isAbsent(stream)
    }

    /// What one event is known to touch, unless it was prefetched with others.
    mutating func prefetchNeeds(_ reading: EventReading) -> Needs? {
        guard residency.stored.isAnythingStored,
            reading.event.position > residency.prefetchedUntil
        else { return nil }
        var prefetch = Prefetch([reading])
        return prefetch.next(of: &self)
    }

    fileprivate func deadlineNeeds(upTo time: Timestamp?) -> Needs {
        var needs = Needs()
        if let time, residency.deadlinesKnownUntil < time { needs.deadlinesUpTo = time }
        return needs
    }

    fileprivate func entityNeeds(
        of reach: FoldReach, _ readings: [EventReading], until time: Timestamp?
    ) -> Needs {
        var needs = Needs()
        guard residency.stored.isAnythingStored else { return needs }
        for id in reach.transactionIDs where !isKnown(transaction: id) {
            needs.transactionIDs.insert(id)
        }
        for id in reach.cardIDs where !isKnown(card: id) { needs.cardIDs.insert(id) }
        for reading in readings {
            guard let stream = reading.interpretation?.stream, !isKnown(stream) else { continue }
            needs.streams.insert(stream)
        }
        if let time {
            for review in deadlines.due(upTo: time) { add(review, to: &needs) }
        }
        return needs
    }

    /// What a review is about, as far as it is not in memory or known not to be stored.
    func add(_ review: Review, to needs: inout Needs) {
        let subject = review.key.subject
        if !findings.isLoaded(subject), residency.stored.mayHold(findingsAbout: subject) {
            needs.subjects.insert(subject)
        }
        switch subject.kind {
        case .transaction:
            if !isKnown(transaction: subject.id) { needs.transactionIDs.insert(subject.id) }
        case .card:
            if !isKnown(card: subject.id) { needs.cardIDs.insert(subject.id) }
        case .account:
            if let key = review.account, !isKnown(key) { needs.accounts.insert(key) }
        case .event, .source, .type: break
        }
    }

    /// Accounts, which show once the transactions are there, and the findings of everything.
    fileprivate mutating func furtherNeeds(
        of reach: FoldReach, _ readings: [EventReading]
    ) -> Needs {
        var needs = Needs()
        guard residency.stored.isAnythingStored else { return needs }
        let accounts = reach.accountKeys(books)
        for key in accounts where !isKnown(key) { needs.accounts.insert(key) }
        var subjects: Set<Subject> = []
        for id in reach.transactionIDs {
            let subject = Subject(kind: .transaction, id: id)
            if residency.absent.entities.transactionIDs.contains(id) {
                // Of what is not stored no finding is stored, and no deadline.
                findings.load(subject, [])
            } else {
                subjects.insert(subject)
            }
        }
        for id in reach.cardIDs { subjects.insert(Subject(kind: .card, id: id)) }
        for key in accounts { subjects.insert(Subject(kind: .account, id: key.id)) }
        for reading in readings {
            subjects.formUnion(ArrivalRules.countedSubjects(of: reading, settings: rules))
        }
        needs.subjects = subjects.filter {
            !findings.isLoaded($0) && residency.stored.mayHold(findingsAbout: $0)
        }
        return needs
    }

    /// Takes in what is stored of what was needed; what is not among it is not stored.
    package mutating func supply(
        _ supplies: Supplies, for needs: Needs
    ) throws(FoldError) {
        for review in supplies.reviews where deadlines[review.key] == nil {
            // A subject in memory has its reviews in memory too; what it cleared must not come
            // back.
            if !findings.isLoaded(review.key.subject) { deadlines.load(review) }
        }
        if let time = needs.deadlinesUpTo { residency.knowDeadlines(until: time) }
        for transaction in supplies.transactions { try books.insert(transaction) }
        for id in needs.transactionIDs where !books.knows(transaction: id) {
            residency.absent.entities.transactionIDs.insert(id)
        }
        for card in supplies.cards { books.insert(card) }
        for id in needs.cardIDs where !books.knows(card: id) {
            residency.absent.entities.cardIDs.insert(id)
        }
        for account in supplies.accounts { books.insert(account) }
        for key in needs.accounts where !books.knows(account: key) {
            residency.absent.entities.accounts.insert(key)
        }
        for (stream, head) in supplies.streams {
            streams[stream] = Stream(head: head, usedAt: books.clock)
        }
        for stream in needs.streams where streams[stream] == nil {
            residency.absent.streams.insert(stream)
        }
        let found = Dictionary(grouping: supplies.findings, by: \.finding.key.subject)
        for subject in needs.subjects { findings.load(subject, found[subject] ?? []) }
        for (key, history) in supplies.histories {
            // Everything that changed lies within the window, so what is stored before it is as it
            // was written.
            books.extend(
                key, reports: history.reports, movements: history.movements, from: history.start)
            residency.grownAccounts.insert(key)
        }
    }
}
