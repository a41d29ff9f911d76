import Events
import Programs
import SimulatedProviders

extension GeneratedHistory {
    private struct Purchase {
        var id: String
        var account: Int
        var amount: Int64
    }

    private static let currencies = [("USD", 2), ("AED", 2), ("BHD", 3), ("JPY", 0)]

    private func holder(_ account: Int, card: Int) -> NymCardPayload.Holder {
        NymCardPayload.Holder(
            userID: "user-\(account)", cardID: "card-\(account)-\(card)",
            accountID: "acct-\(account)")
    }

    private func money(_ units: Int64, _ account: Int) -> SimulatedMoney {
        let (code, digits) = Self.currencies[account % Self.currencies.count]
        return SimulatedMoney(units, code, digits: digits)
    }

    mutating func generateNymCard(_ count: Int) {
        var open: [Purchase] = []
        var settled: [Purchase] = []
        while bodies.count < count {
            let index = bodies.count
            let account = number(80)
            let id = "txn-\(index)"
            let amount = Int64(1 + number(90_000))
            let purchase = Purchase(id: id, account: account, amount: amount)
            switch number(100) {
            case ..<34:
                open.append(purchase)
                transact(purchase, .authorization, "PURCHASE")
            case ..<50:
                guard var known = take(&open) else { continue }
                if chance(30) { known.amount = known.amount * Int64(50 + number(80)) / 100 + 1 }
                if chance(25) { open.append(known) } else { settled.append(known) }
                transact(known, .clearing, "PURCHASE")
            case ..<57:
                guard var known = take(&open) else { continue }
                if chance(40) { known.amount = known.amount / 2 + 1 }
                transact(known, .authorization, "REVERSAL", statesAmount: chance(60))
            case ..<61:
                guard let known = take(&open) else { continue }
                add(
                    NymCardPayload.expiredAuthorization(
                        transactionID: known.id, holder(known.account, card: 0), at: time()))
            case ..<66: transact(purchase, .authorization, "PURCHASE", status: "0005")
            case ..<70:
                guard let known = take(&settled) else { continue }
                transact(purchase, .clearing, "REFUND", original: known.id)
            case ..<78: transact(purchase, .api, "WALLET_CREDIT")
            case ..<81: transact(purchase, .api, "WALLET_DEBIT")
            case ..<84: transact(purchase, .clearing, "PURCHASE")
            case ..<88: addCharge(purchase)
            case ..<94: addCardEvent(account, index)
            case ..<98:
                add(NymCardPayload.identityResult(userID: "user-\(index)", at: time()))
            default: addOddity(index)
            }
        }
    }

    private mutating func transact(
        _ purchase: Purchase, _ message: NymCardPayload.Transaction.MessageType, _ type: String,
        status: String = "0000", original: String? = nil, statesAmount: Bool = true
    ) {
        let money = money(purchase.amount, purchase.account)
        var transaction = NymCardPayload.Transaction(
            id: purchase.id, messageType: message, type: type,
            amount: statesAmount ? money : nil, createdAt: time())
        if chance(10) {
            transaction.amount = SimulatedMoney(purchase.amount * 3, "EUR", digits: 2)
            transaction.billing = statesAmount ? money : nil
        }
        if chance(12) {
            transaction.availableBalance = SimulatedMoney(
                Int64(number(5_000_000)) - 100_000, money.currency, digits: money.digits)
        }
        transaction.merchant = chance(80) ? "Shop \(number(40))" : nil
        transaction.mcc = chance(50) ? "5\(100 + number(800))" : nil
        transaction.statusCode = status
        transaction.originalTransactionID = original
        let body = NymCardPayload.transaction(
            transaction, holder(purchase.account, card: number(2)))
        // At times the provider forgets when it was, or whose.
        var forgotten: Set<String> = chance(2) ? ["created"] : []
        if chance(5) { forgotten.formUnion(["card_id", "account_id"]) }
        guard case .object(let members) = body else { return }
        add(.object(members.filter { !forgotten.contains($0.key) }))
    }

    private mutating func addCharge(_ purchase: Purchase) {
        add(
            NymCardPayload.chargeApplied(
                id: "charge-\(purchase.id)", amount: money(purchase.amount, purchase.account),
                description: "fee", type: "ISSUE", holder(purchase.account, card: 0)))
    }

    private mutating func addCardEvent(_ account: Int, _ index: Int) {
        let card = holder(account, card: number(2))
        switch number(3) {
        case 0: add(NymCardPayload.cardCreated(card, last4: "\(1_000 + index)", at: time()))
        case 1:
            add(NymCardPayload.cardStatusChange(card, from: "INACTIVE", to: "ACTIVE", at: time()))
        default:
            add(NymCardPayload.cardStatusChange(card, from: "ACTIVE", to: "TERMINATED", at: time()))
        }
    }
}
