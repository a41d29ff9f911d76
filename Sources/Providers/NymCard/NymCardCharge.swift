import Events
import Money

/// `CHARGE_APPLIED`: a fee taken, one of the few payloads of nCore that are published.
enum NymCardCharge {
    private static let amount = path("amount")
    private static let currency = path("currency")
    private static let cardID = path("card_id")
    private static let accountID = path("account_id")
    private static let chargeType = path("charge_type")

    private static func path(_ key: String) -> JSONPath {
        JSONPath(steps: ["charge_applied", key])
    }

    static func read(_ body: Body, _ reading: inout Interpretation) throws(DecodeError) {
        var step = TransactionStep(
            transactionID: try body.requiredIdentifier(NymCardEnvelope.chargeID), kind: .charged)
        step.cardID = try body.identifier(cardID)
        step.accountID = try body.identifier(accountID)
        guard let located = body[amount] else { throw DecodeError("\(amount) is missing") }
        guard let currency = try Body.currency(body[currency]) else {
            throw DecodeError(
                "\(amount) states an amount, and \(currency) states no currency for it")
        }
        step.amount = try Body.money(located, currency, .majorUnits, .notNegative)
        step.reason = body.label(chargeType)
        reading.stream = .first(card: step.cardID, account: step.accountID)
        reading.facts.append(.transactionStep(step))
    }
}
