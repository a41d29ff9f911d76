import Events
import Programs

// Purchases from the authorization to their end, refunds and declines.

extension AgentCardModel {
    mutating func purchase(_ number: Int64, at time: Int64) {
        guard let card = cards[number] else { return }
        let merchant = journal.random.element(of: MerchantBook.standard.merchants)
        // Sometimes all that is left, so that cards are used up to the cent.
        let takesAll = card.spendable <= 40_00 && journal.chance(400)
        let amount = takesAll ? card.spendable : journal.random.amount(upTo: 35_00)
        let limit = takesAll ? card.spendable : card.spendable * 5 / 6
        guard amount > 0, amount <= limit else {
            return card.spendable < 5_00
                ? reportSoon(number, at: time) : decline(number, at: time)
        }
        let envelope = envelope(at: time)
        var truth = TransactionTruth(
            journal.id("txn_"), .payment, .authorized, on: card.account, cardID: card.truth.id,
            at: envelope.createdAt)
        (truth.authorized, truth.held, truth.merchant) = (amount, amount, merchant.name)
        paymentCount += 1
        var payment = Payment(truth: truth, card: number, merchant: merchant, reserve: 0)
        plan(&payment, paymentCount, takesAll, at: time)
        payments[paymentCount] = payment
        cards[number]?.account.held += amount
        cards[number]?.reserve += payment.reserve
        cards[number]?.openPayments += 1
        tell(payment, .authorized, amount, .authorized, envelope, at: time)
        reportSoon(number, at: time)
    }

    /// Decides at once how the authorization will end, and when.
    private mutating func plan(
        _ payment: inout Payment, _ number: Int64, _ takesAll: Bool, at time: Int64
    ) {
        let amount = payment.truth.authorized
        let later = time + journal.random.integer(5 * 60_000...48 * 3_600_000)
        var place = journal.place(in: journal.settings.endings.weights)
        if [1, 2].contains(place),
            takesAll || !MerchantBook.tipTrades.contains(payment.merchant.mcc)
        {
            place = 0
        }
        let tip = amount * journal.random.integer(5...18) / 100
        switch place {
        case 1:
            payment.reserve = tip
            queue.insert(.clear(payment: number, amount: amount + tip, isLast: true), at: later)
        case 2:
            payment.reserve = tip
            queue.insert(.clear(payment: number, amount: amount, isLast: false), at: later)
            let day = journal.random.integer(60_000...24 * 3_600_000)
            queue.insert(
                .clear(payment: number, amount: amount + tip, isLast: true), at: later + day)
        case 3:
            let part = max(1, amount * journal.random.integer(30...95) / 100)
            queue.insert(.clear(payment: number, amount: part, isLast: true), at: later)
        case 5: queue.insert(.void(payment: number), at: later)
        case 7:
            let age = journal.random.integer(5 * 24...6 * 24) * 3_600_000
            queue.insert(.void(payment: number), at: time + age)
        default:
            queue.insert(.clear(payment: number, amount: amount, isLast: true), at: later)
        }
    }

    /// `amount`: the whole of it, stated anew each time.
    mutating func clear(_ number: Int64, _ amount: Int64, _ isLast: Bool, at time: Int64) {
        guard var payment = payments[number] else { return }
        cards[payment.card]?.account.held -= payment.truth.held
        cards[payment.card]?.account.posted -= amount - payment.truth.cleared
        (payment.truth.held, payment.truth.cleared) = (0, amount)
        payment.truth.state = .cleared
        payments[number] = payment
        if isLast {
            remember(payment)
            finish(&payment, number)
        }
        let envelope = envelope(at: time)
        tell(payment, .cleared, amount, .cleared, envelope, at: time)
        reportSoon(payment.card, at: time)
    }

    mutating func void(_ number: Int64, at time: Int64) {
        guard var payment = payments[number] else { return }
        cards[payment.card]?.account.held -= payment.truth.held
        payment.truth.reversed = payment.truth.held
        payment.truth.held = 0
        payment.truth.state = .reversed
        finish(&payment, number)
        let envelope = envelope(at: time)
        tell(payment, .voided, payment.truth.authorized, .reversed, envelope, at: time)
        reportSoon(payment.card, at: time)
    }

    private mutating func finish(_ payment: inout Payment, _ number: Int64) {
        payment.truth.isDone = true
        payments[number] = nil
        cards[payment.card]?.reserve -= payment.reserve
        cards[payment.card]?.openPayments -= 1
    }

    private mutating func remember(_ payment: Payment) {
        let purchase = Purchase(
            transactionID: payment.truth.id, amount: payment.truth.cleared,
            merchant: payment.merchant)
        cards[payment.card]?.purchases.append(purchase)
        if let count = cards[payment.card]?.purchases.count, count > 4 {
            cards[payment.card]?.purchases.removeFirst()
        }
    }

    mutating func refundLatest(_ number: Int64, at time: Int64) {
        guard var purchase = cards[number]?.purchases.popLast() else {
            return self.purchase(number, at: time)
        }
        if journal.chance(300) { purchase.amount = max(1, purchase.amount / 2) }
        let later = time + journal.random.integer(3_600_000...4 * 86_400_000)
        queue.insert(.refund(card: number, purchase, isLinked: true), at: later)
    }

    /// A transaction of its own, with a negative amount; also on a card that was closed since.
    mutating func refund(_ number: Int64, _ purchase: Purchase, _ isLinked: Bool, at time: Int64) {
        guard cards[number] != nil else { return }
        cards[number]?.account.posted += purchase.amount
        let originalID = isLinked ? purchase.transactionID : nil
        tellSingle(
            number, .cleared, -purchase.amount, purchase.merchant, originalID: originalID, at: time
        ) { truth in
            (truth.kind, truth.state) = (.refund, .refunded)
            truth.refunded = purchase.amount
        }
        reportSoon(number, at: time)
    }

    mutating func decline(_ number: Int64, at time: Int64) {
        let merchant = journal.random.element(of: MerchantBook.standard.merchants)
        let amount = journal.random.amount(upTo: 500_00)
        tellSingle(number, .declined, amount, merchant, originalID: nil, at: time) { truth in
            truth.state = .declined
        }
    }

    /// A clearing that nobody was asked for.
    mutating func forcePost(_ number: Int64, at time: Int64) {
        guard let card = cards[number], card.spendable > 2_00 else { return }
        let merchant = journal.random.element(of: MerchantBook.standard.merchants)
        let amount = journal.random.amount(upTo: card.spendable / 2)
        cards[number]?.account.posted -= amount
        tellSingle(number, .cleared, amount, merchant, originalID: nil, at: time) { truth in
            truth.state = .cleared
            truth.cleared = amount
        }
        reportSoon(number, at: time)
    }

    /// A transaction that is over with its only event.
    private mutating func tellSingle(
        _ number: Int64, _ event: AgentCardPayload.TransactionEvent, _ amount: Int64,
        _ merchant: Merchant, originalID: String?, at time: Int64,
        _ complete: (inout TransactionTruth) -> Void
    ) {
        guard let card = cards[number] else { return }
        let envelope = envelope(at: time)
        var truth = TransactionTruth(
            journal.id("txn_"), .payment, .cleared, on: card.account, cardID: card.truth.id,
            at: envelope.createdAt)
        truth.merchant = merchant.name
        truth.originalID = originalID
        truth.isDone = true
        complete(&truth)
        let payment = Payment(truth: truth, card: number, merchant: merchant, reserve: 0)
        let kind: StepClaim.Kind =
            event == .declined ? .declined : amount < 0 ? .refunded : .cleared
        tell(payment, event, amount, kind, envelope, at: time)
    }

    private mutating func tell(
        _ payment: Payment, _ event: AgentCardPayload.TransactionEvent, _ amount: Int64,
        _ kind: StepClaim.Kind, _ envelope: AgentCardPayload.Envelope, at time: Int64
    ) {
        guard let card = cards[payment.card] else { return }
        let body = AgentCardPayload.Transaction(
            id: payment.truth.id, cardID: card.truth.id, amountCents: amount,
            merchant: payment.merchant.name, mcc: payment.merchant.mcc,
            declineReason: kind == .declined ? "insufficient_funds" : nil,
            originalTransactionID: payment.truth.originalID)
        var claims = EventClaims()
        claims.stream = ProgramSubject(.card, card.truth.id)
        claims.cardID = card.truth.id
        claims.mustNameTransaction = true
        // A void repeats the amount and returns the whole hold.
        let claimed = kind == .reversed ? nil : abs(amount)
        var step = StepClaim(kind, payment.truth.id, claimed, card.account.name)
        step.originalID = payment.truth.originalID
        claims.step = step
        var truth = EventTruth()
        truth.transaction = payment.truth
        truth.account = card.account
        tell(
            event.rawValue, ProgramSubject(.transaction, payment.truth.id),
            AgentCardPayload.transaction(event, body, envelope), envelope, claims, truth, at: time)
    }
}
