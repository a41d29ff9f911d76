import Events
import Money

/// A transaction event of AgentCard.
///
/// The field list is not published: every value is read through the field map.
struct AgentCardTransaction {
    let body: Body
    let negativeClearingIsRefund: Bool

    func read(_ type: String, _ reading: inout Interpretation) throws(DecodeError) {
        let cardID = try body.identifier(.transactionCardID)
        reading.stream = cardID.map { EventStream(kind: .card, id: $0) }
        guard let transactionID = try body.identifier(.transactionID) else {
            reading.lacksTransactionID = true
            return
        }
        reading.stream =
            reading.stream ?? EventStream(kind: .transaction, id: transactionID)
        var step = try step(transactionID, type)
        step.cardID = cardID
        step.originalTransactionID = try body.identifier(.transactionOriginalID)
        step.merchant = body.label(.transactionMerchant)
        step.mcc = body.label(.transactionMCC)
        step.reason = body.label(.transactionReason)
        reading.facts.append(.transactionStep(step))
    }

    private func step(_ id: String, _ type: String) throws(DecodeError) -> TransactionStep {
        let currency = try body.currency(.transactionCurrency) ?? AgentCardFacts.dollar
        switch type {
        case "transaction.authorized":
            return TransactionStep(
                transactionID: id, kind: .authorized,
                amount: try requiredAmount(currency, .notNegative))
        case "transaction.cleared":
            let amount = try requiredAmount(
                currency, negativeClearingIsRefund ? .anySign : .notNegative)
            return amount.isNegative
                ? TransactionStep(transactionID: id, kind: .refunded, amount: magnitude(of: amount))
                : TransactionStep(transactionID: id, kind: .cleared, amount: amount)
        case "transaction.declined":
            return TransactionStep(
                transactionID: id, kind: .declined, amount: try amount(currency, .notNegative))
        default:
            // A void returns the whole hold, whatever amount of the transaction it repeats.
            _ = try amount(currency, .notNegative)
            return TransactionStep(transactionID: id, kind: .reversed)
        }
    }

    private func amount(
        _ currency: Currency, _ sign: Body.Sign
    ) throws(DecodeError) -> MonetaryAmount? {
        guard let located = body[.transactionAmount] else { return nil }
        return try Body.money(located, currency, .minorUnits, sign)
    }

    private func requiredAmount(
        _ currency: Currency, _ sign: Body.Sign
    ) throws(DecodeError) -> MonetaryAmount {
        guard let amount = try amount(currency, sign) else {
            throw DecodeError(bounded: "\(body.places(of: .transactionAmount)) is missing")
        }
        return amount
    }

    /// Read amounts lie within 2^96 units, so that the sign can always be dropped.
    private func magnitude(of amount: MonetaryAmount) -> MonetaryAmount {
        (try? amount.magnitude) ?? amount
    }
}
