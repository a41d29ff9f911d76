import Events
import Programs

// Money that is final at once, and messages that move none.

extension NymCardModel {
    /// Money between an account and the outside, in one message.
    enum SingleMessage {
        case load, unload, credit

        fileprivate var type: String {
            switch self {
            case .load: "WALLET_CREDIT"
            case .unload: "WALLET_DEBIT"
            case .credit: "OCT"
            }
        }
    }

    mutating func move(_ account: Int, _ message: SingleMessage, at time: Int64) {
        let random = { (journal: inout ProgramJournal) -> Int64 in
            switch message {
            case .load: journal.random.integer(400...1_500) * Self.unit
            case .unload: journal.random.integer(1...50) * Self.unit + 25
            case .credit: journal.random.amount(upTo: 200 * Self.unit)
            }
        }
        let amount = random(&journal)
        let isOut = message == .unload
        accounts[account].truth.posted += isOut ? -amount : amount
        accounts[account].isFunded = true
        let createdAt = stated(account, at: time)
        let id = journal.id("txn-")
        var truth = newTransaction(id, isOut ? .unload : .load, .cleared, account, createdAt)
        truth.cleared = amount
        let step = StepClaim(isOut ? .debited : .credited, id, amount, truth.account)
        var body = NymCardPayload.Transaction(
            id: id, messageType: .api, type: message.type,
            amount: accounts[account].truth.money(amount), createdAt: createdAt)
        tell(truth, account, &body, step, createdAt, at: time)
    }

    /// To another account of the same currency; without one it is an unload.
    mutating func transfer(_ origin: Int, at time: Int64) {
        let other = Int(journal.random.integer(0...Int64(accounts.count - 1)))
        guard other != origin, accounts[other].isUsable, accounts[other].isFunded,
            accounts[other].truth.name.currency == accounts[origin].truth.name.currency
        else { return move(origin, .unload, at: time) }
        let amount = journal.random.integer(1...50) * Self.unit + 5
        accounts[origin].truth.posted -= amount
        accounts[other].truth.posted += amount
        let latest = max(accounts[origin].lastStated, accounts[other].lastStated)
        accounts[origin].lastStated = latest
        let createdAt = stated(origin, at: time)
        accounts[other].lastStated = createdAt
        let id = journal.id("txn-")
        var truth = newTransaction(id, .transfer, .cleared, origin, createdAt)
        truth.cleared = amount
        truth.counterparty = accounts[other].truth.name
        truth.counterpartyAmount = amount
        truth.counterpartyDigits = accounts[other].truth.digits
        var step = StepClaim(.transferred, id, amount, truth.account)
        step.counterparty = truth.counterparty
        var body = NymCardPayload.Transaction(
            id: id, messageType: .api, type: "WALLET_TRANSFER",
            amount: accounts[origin].truth.money(amount), createdAt: createdAt)
        body.counterpartyAccountID = accounts[other].holder.accountID
        tell(truth, origin, &body, step, createdAt, counterparty: other, at: time)
    }

    /// The notification of a charge states no time.
    mutating func charge(_ account: Int, _ type: String, at time: Int64) {
        // The first report of an account must not come after a charge that states no time.
        guard accounts[account].isFunded else { return }
        let amount = 2 * Self.unit
        accounts[account].truth.posted -= amount
        let now = journal.realTime(time)
        let id = journal.id("chg-")
        let holder = accounts[account].holder
        var truth = newTransaction(id, .charge, .cleared, account, now)
        truth.cleared = amount
        var claims = claims(holder, StepClaim(.charged, id, amount, truth.account))
        claims.mustNameTransaction = false
        tell(
            "CHARGE_APPLIED", truth, account,
            NymCardPayload.chargeApplied(
                id: id, amount: accounts[account].truth.money(amount), description: "Charge",
                type: type, holder),
            claims, createdAt: nil, eventID: id, at: time)
    }

    mutating func decline(_ account: Int, at time: Int64) {
        let merchant = journal.random.element(of: MerchantBook.standard.merchants)
        let amount = journal.random.amount(upTo: 400 * Self.unit)
        let createdAt = stated(account, at: time)
        let id = journal.id("txn-")
        var truth = newTransaction(id, .payment, .declined, account, createdAt)
        truth.merchant = merchant.name
        var body = NymCardPayload.Transaction(
            id: id, messageType: .authorization, type: "PURCHASE",
            amount: accounts[account].truth.money(amount), createdAt: createdAt)
        (body.merchant, body.mcc) = (merchant.name, merchant.mcc)
        body.statusCode = journal.random.element(of: ["1021", "1829", "1022", "1006"])
        body.statusDescription = "declined"
        let step = StepClaim(.declined, id, amount, truth.account)
        tell(truth, account, &body, step, createdAt, at: time)
    }

    /// No transaction of money: nothing becomes true of it, but for the balance that it reports.
    mutating func inquire(_ account: Int, at time: Int64) {
        let createdAt = stated(account, at: time)
        let id = journal.id("txn-")
        let holder = accounts[account].holder
        let truth = accounts[account].truth
        var body = NymCardPayload.Transaction(
            id: id, messageType: .authorization,
            type: journal.chance(500) ? "BALANCE_INQUIRY" : "ACCOUNT_VERIFICATION",
            amount: truth.money(0), createdAt: createdAt)
        body.availableBalance = truth.money(truth.available)
        var claims = claims(holder, nil)
        claims.report = EventClaims.Report(account: truth.name, available: truth.available)
        var draft = ProgramJournal.Draft(
            type: "TRANSACTION", subject: ProgramSubject(.transaction, id),
            body: NymCardPayload.transaction(body, holder), createdAt: createdAt, claims: claims)
        draft.truth.account = truth
        journal.emit(draft, at: time)
    }

    mutating func refundLatest(_ account: Int, at time: Int64) {
        guard !accounts[account].purchases.isEmpty else { return purchase(account, at: time) }
        var purchase = accounts[account].purchases.removeLast()
        if journal.chance(300) { purchase.amount = max(1, purchase.amount / 2) }
        let later = time + journal.random.integer(3_600_000...4 * 86_400_000)
        queue.insert(.refund(account: account, purchase, isLinked: true), at: later)
    }

    mutating func refund(_ account: Int, _ purchase: Purchase, _ isLinked: Bool, at time: Int64) {
        accounts[account].truth.posted += purchase.amount
        let createdAt = stated(account, at: time)
        let id = journal.id("txn-")
        var truth = newTransaction(id, .refund, .refunded, account, createdAt)
        truth.refunded = purchase.amount
        truth.originalID = isLinked ? purchase.transactionID : nil
        truth.merchant = purchase.merchant.name
        var step = StepClaim(.refunded, id, purchase.amount, truth.account)
        step.originalID = truth.originalID
        var body = NymCardPayload.Transaction(
            id: id, messageType: .clearing, type: "REFUND",
            amount: accounts[account].truth.money(purchase.amount), createdAt: createdAt)
        body.originalTransactionID = truth.originalID
        (body.merchant, body.mcc) = (purchase.merchant.name, purchase.merchant.mcc)
        tell(truth, account, &body, step, createdAt, at: time)
    }

    /// A clearing that nobody was asked for.
    mutating func forcePost(_ account: Int, at time: Int64) {
        let merchant = journal.random.element(of: MerchantBook.standard.merchants)
        let amount = journal.random.amount(upTo: 60 * Self.unit)
        accounts[account].truth.posted -= amount
        let createdAt = stated(account, at: time)
        let id = journal.id("txn-")
        var truth = newTransaction(id, .payment, .cleared, account, createdAt)
        truth.cleared = amount
        truth.merchant = merchant.name
        var body = NymCardPayload.Transaction(
            id: id, messageType: .clearing, type: "PURCHASE",
            amount: accounts[account].truth.money(amount), createdAt: createdAt)
        (body.merchant, body.mcc) = (merchant.name, merchant.mcc)
        tell(
            truth, account, &body, StepClaim(.cleared, id, amount, truth.account), createdAt,
            at: time)
    }

    /// A transaction that is over with its only event.
    private func newTransaction(
        _ id: String, _ kind: TransactionTruth.Kind, _ state: TransactionTruth.State,
        _ account: Int, _ time: Timestamp
    ) -> TransactionTruth {
        var truth = TransactionTruth(
            id, kind, state, on: accounts[account].truth, cardID: accounts[account].holder.cardID,
            at: time)
        truth.isDone = true
        return truth
    }

    private mutating func tell(
        _ transaction: TransactionTruth, _ account: Int,
        _ body: inout NymCardPayload.Transaction, _ step: StepClaim, _ createdAt: Timestamp,
        counterparty: Int? = nil, at time: Int64
    ) {
        let truth = accounts[account].truth
        body.availableBalance = truth.money(truth.available)
        var claims = claims(accounts[account].holder, step)
        claims.report = EventClaims.Report(account: truth.name, available: truth.available)
        tell(
            "TRANSACTION", transaction, account,
            NymCardPayload.transaction(body, accounts[account].holder), claims,
            createdAt: createdAt, counterparty: counterparty, at: time)
    }
}
