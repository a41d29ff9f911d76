import Events
import Money

/// Whop's cards and their transactions.
///
/// Every event of a transaction holds the whole transaction as it is now, and its status says what
/// that means. Outcomes that may be told twice without harm are read from whatever event shows
/// them: a clearing restates the whole amount, a reversal gives back the whole hold. A hold and a
/// refund would add up, and are read from the one event that is named after them.
///
/// Whop's other events, such as those of its payments and payouts, are left unknown on purpose:
/// they move money of other accounts, and unknown types are flagged.
enum WhopFacts {
    static let id = data("id")
    private static let status = data("status")
    private static let amount = data("usd_amount")
    private static let dollar = Currency(uncheckedCode: "USD")

    private static func data(_ key: String) -> JSONPath { JSONPath(steps: ["data", key]) }

    static func read(_ event: ParsedEvent, _ reading: inout Interpretation) throws(DecodeError) {
        switch event.type {
        case "card.created", "card.updated", "card.frozen", "card.canceled":
            try readCard(event, &reading)
        case "card_transaction.created", "card_transaction.updated", "card_transaction.completed",
            "card_transaction.declined", "card_transaction.reversed":
            try readTransaction(event, &reading)
        default: reading.isKnownType = false
        }
    }

    private static func readTransaction(
        _ event: ParsedEvent, _ reading: inout Interpretation
    ) throws(DecodeError) {
        let body = event.body
        let cardID = try body.identifier(data("card_id"))
        let transactionID = try body.identifier(id)
        reading.stream = .first(card: cardID, transaction: transactionID)
        guard let transactionID else {
            reading.lacksTransactionID = true
            return
        }
        guard var step = try step(transactionID, event) else {
            reading.facts.append(
                .reference(TransactionReference(transactionID: transactionID, cardID: cardID)))
            return
        }
        step.cardID = cardID
        step.merchant = body.label(data("merchant_name"))
        step.mcc = body.label(data("merchant_category_code"))
        step.reason = body.label(data("declined_reason"))
        reading.facts.append(.transactionStep(step))
    }

    /// Nil where another event tells what this one repeats.
    private static func step(
        _ id: String, _ event: ParsedEvent
    ) throws(DecodeError) -> TransactionStep? {
        switch try event.body.word(status) {
        case "pending":
            guard event.type == "card_transaction.created" else { return nil }
            let charged = try charged(event.body)
            return TransactionStep(
                transactionID: id, kind: charged.isNegative ? .creditAuthorized : .authorized,
                amount: magnitude(of: charged))
        case "completed":
            let charged = try charged(event.body)
            if !charged.isNegative {
                return TransactionStep(transactionID: id, kind: .cleared, amount: charged)
            }
            guard event.type == "card_transaction.completed" else { return nil }
            return TransactionStep(
                transactionID: id, kind: .refunded, amount: magnitude(of: charged))
        case "declined": return TransactionStep(transactionID: id, kind: .declined)
        case "reversed": return TransactionStep(transactionID: id, kind: .reversed)
        case nil: throw DecodeError("\(status) is missing or empty")
        case let word?:
            throw DecodeError(
                bounded: "\(status) is \(word.prefix(40)), which this version does not know")
        }
    }

    /// What was charged in dollars: below zero when the merchant gave money back.
    private static func charged(_ body: Body) throws(DecodeError) -> MonetaryAmount {
        guard let located = body[amount] else { throw DecodeError("\(amount) is missing") }
        return try Body.money(located, dollar, .majorUnits, .anySign)
    }

    /// Read amounts lie within 2^96 units, so that the sign can always be dropped.
    private static func magnitude(of amount: MonetaryAmount) -> MonetaryAmount {
        (try? amount.magnitude) ?? amount
    }

    private static func readCard(
        _ event: ParsedEvent, _ reading: inout Interpretation
    ) throws(DecodeError) {
        let body = event.body
        let cardID = try body.requiredIdentifier(id)
        reading.stream = EventStream(kind: .card, id: cardID)
        var card = CardFact(cardID: cardID, isOpening: event.type == "card.created")
        card.status = try body.word(status)
        card.isClosing = event.type == "card.canceled" || card.status == "canceled"
        card.last4 = body.label(data("last4"))
        if let month = body.label(data("expiration_month")),
            let year = body.label(data("expiration_year"))
        {
            card.expiry = "\(month)/\(year)"
        }
        card.holderID = try body.identifier(data("user_id"))
        card.currency = dollar
        reading.facts.append(.card(card))
    }
}
