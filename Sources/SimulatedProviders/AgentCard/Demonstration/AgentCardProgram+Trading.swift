import Demonstration
import Events
import Programs

extension AgentCardProgram {
    /// One thing that a card holder or a merchant does, on the cards that live on.
    mutating func trade(at time: Timestamp) {
        let index = Int(timeline.random.integer(0...2))
        let chance = timeline.random.integer(0...99)
        let isShort = cards[index].availableCents < 60_00
        if !cards[index].holds.isEmpty, chance < 45 || isShort {
            if chance % 9 == 0 {
                void(index, at: time)
            } else {
                clear(index, at: time)
            }
        } else if !cards[index].cleared.isEmpty, isShort || chance >= 92 {
            refund(index, at: time)
        } else if chance < 55 || isShort {
            decline(index, at: time)
        } else {
            purchase(index, cents: timeline.random.integer(3_01...39_99), at: time)
        }
    }

    mutating func purchase(_ index: Int, cents: Int64, at time: Timestamp) {
        let merchant = timeline.random.element(of: Merchant.all)
        let purchase = Purchase(
            transactionID: timeline.id("txn_demo_"), cents: cents, merchant: merchant)
        cards[index].holds.append(purchase)
        lastAuthorizationIndex = timeline.deliveries.count
        send(.authorized, purchase, index, at: time, "authorization at \(merchant.name)")
        reportBalance(index, causedAt: time)
    }

    /// Settles the oldest hold; restaurants with a tip, some others for less, which releases the
    /// rest.
    mutating func clear(_ index: Int, at time: Timestamp) {
        var purchase = cards[index].holds.removeFirst()
        let isLast = index == Self.exhaustedCard
        let takesTips = Merchant.restaurants.contains { $0.mcc == purchase.merchant.mcc }
        if takesTips, !isLast {
            purchase.cents += purchase.cents * 15 / 100
        } else if purchase.merchant.mcc == "5541", !isLast {
            purchase.cents -= purchase.cents / 5
        }
        cards[index].postedCents -= purchase.cents
        cards[index].cleared.append(purchase)
        send(.cleared, purchase, index, at: time, "clearing by \(purchase.merchant.name)")
        reportBalance(index, causedAt: time)
    }

    private mutating func void(_ index: Int, at time: Timestamp) {
        let purchase = cards[index].holds.removeFirst()
        send(.voided, purchase, index, at: time, "void by \(purchase.merchant.name)")
        reportBalance(index, causedAt: time)
    }

    /// A transaction of its own with a negative amount, announced as cleared.
    private mutating func refund(_ index: Int, at time: Timestamp) {
        let original = cards[index].cleared.removeFirst()
        cards[index].postedCents += original.cents
        let refund = Purchase(
            transactionID: timeline.id("txn_demo_"), cents: -original.cents,
            merchant: original.merchant)
        send(
            .cleared, refund, index, original: original.transactionID, at: time,
            "refund by \(original.merchant.name)")
        reportBalance(index, causedAt: time)
    }

    private mutating func decline(_ index: Int, at time: Timestamp) {
        let merchant = timeline.random.element(of: Merchant.all)
        let purchase = Purchase(
            transactionID: timeline.id("txn_demo_"),
            cents: cards[index].availableCents + timeline.random.integer(1...80_00),
            merchant: merchant)
        send(.declined, purchase, index, at: time, "decline at \(merchant.name)")
    }

    private mutating func send(
        _ event: AgentCardPayload.TransactionEvent, _ purchase: Purchase, _ index: Int,
        original: String? = nil, at time: Timestamp, _ summary: String
    ) {
        let transaction = AgentCardPayload.Transaction(
            id: purchase.transactionID, cardID: cards[index].id, amountCents: purchase.cents,
            merchant: purchase.merchant.name, mcc: purchase.merchant.mcc,
            declineReason: event == .declined ? "insufficient_funds" : nil,
            originalTransactionID: original)
        timeline.send(
            AgentCardPayload.transaction(event, transaction, envelope(at: time)), at: time, summary)
    }
}
