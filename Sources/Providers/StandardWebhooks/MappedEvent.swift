import Events
import Money

/// An event of a type that the source's settings map.
struct MappedEvent {
    let body: Body
    let mapping: EventMapping
    let createdAt: Timestamp?

    func read(_ reading: inout Interpretation) throws(DecodeError) {
        if !body.fields[.cardID].isEmpty {
            let card = try card()
            reading.stream = EventStream(kind: .card, id: card.cardID)
            reading.facts.append(.card(card))
        }
        if let report = try balanceReport() {
            reading.stream = reading.stream ?? EventStream(kind: .account, id: report.accountID)
            reading.facts.append(.balanceReported(report))
        }
        if mapping.step != nil || !body.fields[.transactionID].isEmpty {
            try readTransaction(&reading)
        }
        guard reading.facts.isEmpty, !reading.lacksTransactionID else { return }
        let userID = body.identifierIfValid(.userID)
        reading.stream = reading.stream ?? .first(user: userID)
        let status = ((try? body.word(.activityStatus)) ?? nil).map { ": \($0.prefix(40))" } ?? ""
        reading.facts.append(
            .activity(
                Activity(
                    kind: "other", subjectID: userID, summary: "an event without money" + status)))
    }

    private func card() throws(DecodeError) -> CardFact {
        var card = CardFact(
            cardID: try body.requiredIdentifier(.cardID), isOpening: mapping.opensCard,
            isClosing: mapping.closesCard)
        card.status = try body.word(.cardStatus)
        card.last4 = body.label(.cardLast4)
        card.expiry = body.label(.cardExpiry)
        card.holderID = try body.identifier(.cardHolderID)
        card.accountID = try body.identifier(.cardAccountID)
        if mapping.closesCard { card.closeReason = body.label(.cardStatusReason) }
        return card
    }

    private func balanceReport() throws(DecodeError) -> BalanceReport? {
        let total = try body.money(.balanceTotal, in: .balanceCurrency, mapping.amounts, .anySign)
        let available = try body.money(
            .balanceAvailable, in: .balanceCurrency, mapping.amounts, .anySign)
        guard let currency = (total ?? available)?.currency else { return nil }
        let accountID =
            if let accountID = try body.identifier(.balanceAccountID) {
                accountID
            } else {
                try body.requiredIdentifier(.cardID)
            }
        return BalanceReport(
            accountID: accountID, currency: currency, total: total?.amount,
            available: available?.amount, asOf: createdAt)
    }

    private func readTransaction(_ reading: inout Interpretation) throws(DecodeError) {
        var cardID = try body.identifier(.transactionCardID)
        if cardID == nil { cardID = try body.identifier(.cardID) }
        let accountID = try body.identifier(.transactionAccountID)
        let transactionID = try body.identifier(.transactionID)
        reading.stream =
            reading.stream
            ?? .first(card: cardID, account: accountID, transaction: transactionID)
        guard let transactionID else {
            reading.lacksTransactionID = true
            return
        }
        guard let kind = mapping.step else {
            reading.facts.append(
                .reference(TransactionReference(transactionID: transactionID, cardID: cardID)))
            return
        }
        var step = TransactionStep(transactionID: transactionID, kind: kind)
        step.cardID = cardID
        step.accountID = accountID
        try complete(&step)
        reading.facts.append(.transactionStep(step))
    }

    private func complete(_ step: inout TransactionStep) throws(DecodeError) {
        let billing = try body.money(
            .transactionBillingAmount, in: .transactionBillingCurrency, mapping.amounts)
        let stated = try body.money(.transactionAmount, in: .transactionCurrency, mapping.amounts)
        step.amount = billing ?? stated
        step.transactionAmount = billing == nil ? nil : stated
        guard step.amount != nil || !step.kind.needsAmount else {
            throw DecodeError(bounded: "\(body.places(of: .transactionAmount)) is missing")
        }
        step.status = try body.word(.transactionStatus)
        guard step.kind != .statusChanged || step.status != nil else {
            throw DecodeError(bounded: "\(body.places(of: .transactionStatus)) is missing or empty")
        }
        step.originalTransactionID = try body.identifier(.transactionOriginalID)
        step.counterpartyAccountID = try body.identifier(.transactionCounterpartyAccountID)
        step.counterpartyAmount = try body.money(
            .transactionCounterpartyAmount, in: .transactionCounterpartyCurrency, mapping.amounts)
        step.rate = body.label(.transactionRate)
        step.merchant = body.label(.transactionMerchant)
        step.mcc = body.label(.transactionMCC)
        step.networkReference = body.label(.transactionNetworkReference)
        step.statusCode = body.label(.transactionStatusCode)
        step.reason = body.label(.transactionReason)
    }
}

extension TransactionStep.Kind {
    /// Steps that mean nothing without an amount; the others may concern the whole of what is held.
    fileprivate var needsAmount: Bool {
        switch self {
        case .authorized, .incremented, .creditAuthorized, .cleared, .refunded, .charged, .credited,
            .debited,
            .transferred, .converted, .adjusted:
            true
        case .declined, .reversed, .expired, .statusChanged, .released, .linked: false
        }
    }
}
