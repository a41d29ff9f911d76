import Events

/// The facts of one event by the entities that they change.
struct EventFacts {
    let event: LoggedEvent
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
        self.event = event
        let accountNames = EventFacts.accountNames(interpretation)
        for (place, fact) in interpretation.facts.enumerated() {
            guard let ordinal = Int16(exactly: place) else {
                throw .tooManyFacts(eventID: event.eventID)
            }
            take(fact, FactKey(eventID: event.eventID, ordinal: ordinal), accountNames)
        }
    }

    private mutating func take(_ fact: Fact, _ key: FactKey, _ accountNames: Set<String>) {
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
        case .balanceReported(let report):
            take(report, key, accountNames)
        case .accessRevoked(let revocation):
            activities.append(
                Activity(
                    kind: "access", subjectID: revocation.subjectID,
                    summary: "Access was revoked: reads of the provider's API will fail"))
        case .activity(let activity):
            activities.append(activity)
        }
    }

    /// A report without a time orders by nothing and explains nothing: it is not recorded.
    private mutating func take(
        _ report: BalanceReport, _ key: FactKey, _ accountNames: Set<String>
    ) {
        guard let asOf = report.asOf, report.total != nil || report.available != nil else { return }
        let kind: AccountKind = accountNames.contains(report.accountID) ? .account : .card
        let record = ReportRecord(
            key: key, asOf: asOf, total: report.total, available: report.available,
            receivedAt: event.receivedAt, position: event.position, accountKind: kind)
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

    /// The ids that the event names as accounts.
    private static func accountNames(_ interpretation: Interpretation) -> Set<String> {
        var names: Set<String> = []
        for fact in interpretation.facts {
            switch fact {
            case .transactionStep(let step):
                if let id = step.accountID { names.insert(id) }
                if let id = step.counterpartyAccountID { names.insert(id) }
            case .card(let card):
                if let id = card.accountID { names.insert(id) }
            case .balanceReported, .reference, .accessRevoked, .activity: break
            }
        }
        return names
    }
}
