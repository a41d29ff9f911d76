import Events

/// The facts of one event by the entities that they change.
struct EventFacts {
    /// In the order in which the event names them, each once.
    private(set) var transactions: [TransactionAdditions] = []
    private(set) var cards: [(id: String, mentions: [CardMention])] = []
    private(set) var reports: [(account: AccountKey, report: ReportRecord)] = []
    private(set) var activities: [Activity] = []

    struct TransactionAdditions {
        let id: String
        var steps: [StepRecord] = []
        var references: [ReferenceRecord] = []
    }

    init(_ event: LoggedEvent, _ interpretation: Interpretation) throws(FoldError) {
        for (place, fact) in interpretation.facts.enumerated() {
            guard let ordinal = Int16(exactly: place) else {
                throw .tooManyFacts(eventID: event.eventID)
            }
            let key = FactKey(eventID: event.eventID, ordinal: ordinal)
            if case .balanceReported(let report) = fact {
                take(report, key, event, interpretation)
            } else {
                take(fact, key, event)
            }
        }
    }

    private mutating func take(_ fact: Fact, _ key: FactKey, _ event: LoggedEvent) {
        switch fact {
        case .transactionStep(let step):
            let record = StepRecord(
                step: step, key: key, createdAt: event.createdAt, receivedAt: event.receivedAt,
                position: event.position)
            transactions[index(ofTransaction: step.transactionID)].steps.append(record)
            mention(step.cardID, key, .accountLink(step.accountID))
        case .reference(let reference):
            let record = ReferenceRecord(
                key: key, cardID: reference.cardID, createdAt: event.createdAt,
                receivedAt: event.receivedAt, position: event.position)
            transactions[index(ofTransaction: reference.transactionID)].references.append(record)
            mention(reference.cardID, key, .accountLink(nil))
        case .card(let card):
            mention(card.cardID, key, .fact(card))
        case .accessRevoked(let revocation):
            activities.append(
                Activity(
                    kind: "access", subjectID: revocation.subjectID,
                    summary: "Access was revoked: reads of the provider's API will fail"))
        case .activity(let activity):
            activities.append(activity)
        case .balanceReported: break
        }
    }

    /// A report without a time orders by nothing and explains nothing: it is not recorded.
    private mutating func take(
        _ report: BalanceReport, _ key: FactKey, _ event: LoggedEvent,
        _ interpretation: Interpretation
    ) {
        guard let asOf = report.asOf, report.total != nil || report.available != nil else { return }
        let isAccount = EventFacts.names(report.accountID, asAccountIn: interpretation)
        let record = ReportRecord(
            key: key, asOf: asOf, total: report.total, available: report.available,
            receivedAt: event.receivedAt, position: event.position,
            accountKind: isAccount ? .account : .card)
        let account = AccountKey(providerID: report.accountID, currency: report.currency)
        reports.append((account, record))
    }

    private mutating func index(ofTransaction id: String) -> Int {
        if let index = transactions.firstIndex(where: { $0.id == id }) { return index }
        transactions.append(TransactionAdditions(id: id))
        return transactions.count - 1
    }

    private mutating func mention(_ card: String?, _ key: FactKey, _ content: CardMention.Content) {
        guard let card else { return }
        let mention = CardMention(cardID: card, key: key, content: content)
        if let index = cards.firstIndex(where: { $0.id == card }) {
            cards[index].mentions.append(mention)
        } else {
            cards.append((card, [mention]))
        }
    }

    /// Whether an event names an id as an account's.
    private static func names(
        _ id: String, asAccountIn interpretation: Interpretation
    ) -> Bool {
        interpretation.facts.contains { fact in
            switch fact {
            case .transactionStep(let step):
                step.accountID == id || step.counterpartyAccountID == id
            case .card(let card): card.accountID == id
            case .balanceReported, .reference, .accessRevoked, .activity: false
            }
        }
    }
}
