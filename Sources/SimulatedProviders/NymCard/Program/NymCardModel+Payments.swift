import Events
import Programs

// Purchases: from the authorization to its end.

extension NymCardModel {
    mutating func purchase(_ account: Int, at time: Int64) {
        let isCash = journal.chance(40)
        let merchant = journal.random.element(of: MerchantBook.standard.merchants)
        let amount = journal.random.amount(upTo: 120 * Self.unit)
        let createdAt = stated(account, at: time)
        let id = journal.id("txn-")
        var truth = TransactionTruth(
            id, .payment, .authorized, on: accounts[account].truth,
            cardID: accounts[account].holder.cardID, at: createdAt)
        truth.authorized = amount
        truth.held = amount
        truth.merchant = merchant.name
        accounts[account].truth.held += amount
        paymentCount += 1
        var payment = Payment(
            truth: truth, account: account, holder: accounts[account].holder, merchant: merchant,
            type: isCash ? "CASH_WITHDRAWAL" : "PURCHASE", reserve: 0)
        if !isCash, journal.chance(80) {
            let euros = max(1, amount * 3 / 10)
            payment.foreign = SimulatedMoney(euros, "EUR", digits: 2)
        }
        plan(&payment, paymentCount, at: time)
        accounts[account].reserve += payment.reserve
        tell(payment, .authorization, payment.type, amount, .authorized, createdAt, at: time)
        payments[paymentCount] = payment
    }

    /// Decides at once how the authorization will end, and when.
    private mutating func plan(_ payment: inout Payment, _ number: Int64, at time: Int64) {
        let amount = payment.truth.authorized
        let later = time + journal.random.integer(10 * 60_000...72 * 3_600_000)
        var place = journal.place(in: journal.settings.endings.weights)
        let takesTips = MerchantBook.tipTrades.contains(payment.merchant.mcc)
        // Conversions and parts do not go together here, and tips need a waiter.
        if payment.foreign != nil, ![0, 5, 7].contains(place) { place = 0 }
        if place == 1, !takesTips || payment.type != "PURCHASE" { place = 0 }
        switch place {
        case 1:
            payment.reserve = amount * journal.random.integer(5...18) / 100
            queue.insert(.clear(payment: number, amount: amount + payment.reserve), at: later)
        case 3:
            let part = amount * journal.random.integer(30...90) / 100
            guard part > 0 else { return planFull(number, amount, at: later) }
            queue.insert(.clear(payment: number, amount: part), at: later)
            let age = journal.random.integer(6 * 24...25 * 24) * 3_600_000
            queue.insert(.expire(payment: number), at: time + age)
        case 4:
            let part = amount * journal.random.integer(20...60) / 100
            guard part > 0, part < amount else { return planFull(number, amount, at: later) }
            queue.insert(.clear(payment: number, amount: part), at: later)
            let day = journal.random.integer(3_600_000...48 * 3_600_000)
            queue.insert(.clear(payment: number, amount: amount - part), at: later + day)
        case 5:
            let soon = time + journal.random.integer(60_000...24 * 3_600_000)
            queue.insert(.reverse(payment: number, amount: nil), at: soon)
        case 6:
            let part = amount * journal.random.integer(10...50) / 100
            guard part > 0 else { return planFull(number, amount, at: later) }
            queue.insert(.reverse(payment: number, amount: part), at: later)
            queue.insert(
                .clear(payment: number, amount: amount - part), at: later + 3_600_000)
        case 7:
            let age = journal.random.integer(5 * 24...6 * 24) * 3_600_000
            queue.insert(.expire(payment: number), at: time + age)
        default: planFull(number, amount, at: later)
        }
    }

    private mutating func planFull(_ number: Int64, _ amount: Int64, at time: Int64) {
        queue.insert(.clear(payment: number, amount: amount), at: time)
    }

    mutating func clear(_ number: Int64, _ amount: Int64, at time: Int64) {
        guard var payment = payments[number] else { return }
        let account = payment.account
        let release = min(payment.truth.held, amount)
        payment.truth.held -= release
        payment.truth.cleared += amount
        payment.truth.state = payment.truth.held > 0 ? .partiallyCleared : .cleared
        accounts[account].truth.held -= release
        accounts[account].truth.posted -= amount
        if payment.truth.held == 0 {
            finish(&payment, number)
            remember(payment)
        } else {
            payments[number] = payment
        }
        let createdAt = stated(account, at: time)
        tell(payment, .clearing, payment.type, amount, .cleared, createdAt, at: time)
    }

    /// `amount` nil: all of it.
    mutating func reverse(_ number: Int64, _ amount: Int64?, at time: Int64) {
        guard var payment = payments[number] else { return }
        let part = amount ?? payment.truth.held
        payment.truth.held -= part
        payment.truth.reversed += part
        accounts[payment.account].truth.held -= part
        if payment.truth.held == 0 {
            payment.truth.state = .reversed
            finish(&payment, number)
        } else {
            payments[number] = payment
        }
        let createdAt = stated(payment.account, at: time)
        tell(payment, .authorization, "REVERSAL", amount, .reversed, createdAt, at: time)
    }

    /// The rest of the hold ages out; money that was cleared stays cleared.
    mutating func expire(_ number: Int64, at time: Int64) {
        guard var payment = payments[number] else { return }
        accounts[payment.account].truth.held -= payment.truth.held
        payment.truth.held = 0
        payment.truth.state = payment.truth.cleared > 0 ? .cleared : .expired
        finish(&payment, number)
        let createdAt = stated(payment.account, at: time)
        let step = StepClaim(.expired, payment.truth.id, nil, payment.truth.account)
        tell(
            "EXPIRED_AUTH", payment.truth, payment.account,
            NymCardPayload.expiredAuthorization(
                transactionID: payment.truth.id, payment.holder, at: createdAt),
            claims(payment.holder, step), createdAt: createdAt, at: time)
    }

    private mutating func finish(_ payment: inout Payment, _ number: Int64) {
        payment.truth.isDone = true
        accounts[payment.account].reserve -= payment.reserve
        payments[number] = nil
    }

    private mutating func remember(_ payment: Payment) {
        let purchase = Purchase(
            transactionID: payment.truth.id, amount: payment.truth.cleared,
            merchant: payment.merchant)
        accounts[payment.account].purchases.append(purchase)
        if accounts[payment.account].purchases.count > 4 {
            accounts[payment.account].purchases.removeFirst()
        }
    }

    /// `amount` nil: the message states none.
    private mutating func tell(
        _ payment: Payment, _ message: NymCardPayload.Transaction.MessageType, _ type: String,
        _ amount: Int64?, _ kind: StepClaim.Kind, _ createdAt: Timestamp, at time: Int64
    ) {
        let truth = accounts[payment.account].truth
        let money = amount.map(truth.money)
        var body = NymCardPayload.Transaction(
            id: payment.truth.id, messageType: message, type: type,
            amount: amount == nil ? nil : payment.foreign ?? money, createdAt: createdAt)
        body.billing = payment.foreign == nil ? nil : money
        body.availableBalance = truth.money(truth.available)
        body.merchant = payment.merchant.name
        body.mcc = payment.merchant.mcc
        var claims = claims(
            payment.holder, StepClaim(kind, payment.truth.id, amount, truth.name))
        claims.report = EventClaims.Report(account: truth.name, available: truth.available)
        tell(
            "TRANSACTION", payment.truth, payment.account,
            NymCardPayload.transaction(body, payment.holder), claims, createdAt: createdAt,
            at: time)
    }
}
