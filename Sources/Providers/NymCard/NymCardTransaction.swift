import Events
import Money

/// `TRANSACTION` of nCore: what happened follows from message type, transaction type, status code
/// and the reversal flag; the names and values are settings, since few are published.
struct NymCardTransaction {
    let event: ParsedEvent
    let policies: NymCardPolicies

    private var body: Body { event.body }

    func read(_ reading: inout Interpretation) throws(DecodeError) {
        let cardID = try body.identifier(.transactionCardID)
        let accountID = try body.identifier(.transactionAccountID)
        let transactionID = try body.identifier(.transactionID)
        reading.stream = .first(
            card: cardID, account: accountID, transaction: transactionID,
            user: body.identifierIfValid(.transactionUserID))
        if let transactionID {
            let statusCode = try body.word(.transactionStatusCode)
            switch try NymCardEffect(body: body, policies: policies, statusCode: statusCode) {
            case .none(let summary):
                reading.facts.append(
                    .activity(
                        Activity(
                            kind: "transaction", subjectID: transactionID, summary: summary)))
            case .step(let kind):
                var step = TransactionStep(transactionID: transactionID, kind: kind)
                step.cardID = cardID
                step.accountID = accountID
                step.statusCode = statusCode
                try complete(&step)
                reading.facts += policies.facts(of: step)
            }
        } else {
            reading.lacksTransactionID = true
        }
        if let report = try balanceReport(accountID ?? cardID) {
            reading.facts.append(.balanceReported(report))
        }
    }

    private func complete(_ step: inout TransactionStep) throws(DecodeError) {
        try readAmounts(&step)
        step.originalTransactionID = try body.identifier(.transactionOriginalID)
        if step.kind == .transferred {
            step.counterpartyAccountID = try body.identifier(.transactionCounterpartyAccountID)
        }
        if step.kind == .declined { step.reason = body.label(.transactionReason) }
        step.merchant = body.label(.transactionMerchant)
        step.mcc = body.label(.transactionMCC)
        step.networkReference = body.label(.transactionNetworkReference)
    }

    /// Booked is the billing amount where it is stated; the transaction amount stands beside it.
    private func readAmounts(_ step: inout TransactionStep) throws(DecodeError) {
        let billing = try body.money(
            .transactionBillingAmount, in: .transactionBillingCurrency, .majorUnits)
        let requested = try body.money(.transactionAmount, in: .transactionCurrency, .majorUnits)
        let approved = try approvedAmount(step.statusCode, (billing ?? requested)?.currency)
        step.amount = approved ?? billing ?? requested
        step.transactionAmount = billing == nil ? nil : requested
        // A full reversal may state no amount, and a decline moves none.
        guard step.amount != nil || step.kind == .reversed || step.kind == .declined else {
            throw DecodeError(
                bounded: "\(body.places(of: .transactionBillingAmount)) and "
                    + "\(body.places(of: .transactionAmount)) are both missing")
        }
    }

    /// What a partial approval states as approved, in place of what was asked for.
    private func approvedAmount(
        _ statusCode: String?, _ currency: Currency?
    ) throws(DecodeError) -> MonetaryAmount? {
        guard let statusCode, policies.partialApprovalStatusCodes.contains(statusCode),
            let located = body[.transactionApprovedAmount]
        else { return nil }
        guard let currency else {
            throw DecodeError(
                bounded: "\(located.path) states an amount, and nothing states its currency")
        }
        return try Body.money(located, currency, .majorUnits, .notNegative)
    }

    /// `available_balance`, where the event states one: as of the event's own time.
    private func balanceReport(_ accountID: String?) throws(DecodeError) -> BalanceReport? {
        guard let accountID,
            let available = try body.money(
                .balanceAvailable, in: .balanceCurrency, .majorUnits, .anySign)
        else { return nil }
        return BalanceReport(
            accountID: accountID, currency: available.currency, total: nil,
            available: available.amount, asOf: event.createdAt)
    }
}
