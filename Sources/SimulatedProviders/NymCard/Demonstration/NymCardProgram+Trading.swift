import Demonstration
import Events
import Programs

extension NymCardProgram {
    /// One thing that a card holder, a merchant or time does.
    mutating func trade(at time: Timestamp) {
        let index = Int(timeline.random.integer(0...Int64(accounts.count - 1)))
        let chance = timeline.random.integer(0...99)
        if accounts[index].available.minorUnits < 100 * Self.unit {
            load(index, at: time)
        } else if chance < 38, !accounts[index].holds.isEmpty {
            settleOldest(index, at: time)
        } else if chance < 48 {
            decline(index, at: time)
        } else if chance < 54, !accounts[index].cleared.isEmpty {
            refund(index, at: time)
        } else if chance < 58 {
            unload(index, at: time)
        } else {
            purchase(index, isForeign: chance >= 92, at: time)
        }
    }

    mutating func load(_ index: Int, at time: Timestamp) {
        let hundreds = timeline.random.integer(4...12)
        let amount = accounts[index].posted.with(hundreds * 100 * Self.unit)
        accounts[index].posted.minorUnits += amount.minorUnits
        send(
            index, timeline.id("txn-demo-"), .api, "WALLET_CREDIT", amount, at: time,
            "load of \(amount.decimal) \(amount.currency)")
    }

    private mutating func unload(_ index: Int, at time: Timestamp) {
        let amount = accounts[index].posted.with(
            timeline.random.integer(10...50) * Self.unit)
        accounts[index].posted.minorUnits -= amount.minorUnits
        send(
            index, timeline.id("txn-demo-"), .api, "WALLET_DEBIT", amount, at: time,
            "unload of \(amount.decimal) \(amount.currency)")
    }

    mutating func purchase(_ index: Int, isForeign: Bool, at time: Timestamp) {
        let merchant = timeline.random.element(of: Merchant.all)
        let id = timeline.id("txn-demo-")
        // With digits below the unit, so that a lost digit shows.
        let units = timeline.random.integer(5 * Self.unit...90 * Self.unit)
        let foreign = isForeign ? SimulatedMoney(units * 3 / 10, "EUR", digits: 2) : nil
        accounts[index].holds.append(
            Hold(transactionID: id, remaining: units, merchant: merchant, foreign: foreign))
        send(
            index, id, .authorization, "PURCHASE", accounts[index].posted.with(units),
            foreign: foreign, merchant: merchant, at: time, "authorization at \(merchant.name)")
    }

    private mutating func decline(_ index: Int, at time: Timestamp) {
        let transaction = declined(index, timeline.id("txn-demo-"), at: time)
        timeline.send(
            NymCardPayload.transaction(transaction, accounts[index].holder), at: time,
            "decline at \(transaction.merchant ?? "a merchant")")
    }

    private mutating func refund(_ index: Int, at time: Timestamp) {
        let original = accounts[index].cleared.removeFirst()
        accounts[index].posted.minorUnits += original.minorUnits
        var transaction = transaction(
            index, timeline.id("txn-demo-"), .clearing, "REFUND",
            accounts[index].posted.with(original.minorUnits), merchant: original.merchant, at: time)
        transaction.originalTransactionID = original.transactionID
        timeline.send(
            NymCardPayload.transaction(transaction, accounts[index].holder), at: time,
            "refund by \(original.merchant.name)")
    }

    /// Ends the oldest hold, or a part of it: cleared, cleared with a tip, cleared in parts,
    /// reversed, reversed in part, or expired.
    private mutating func settleOldest(_ index: Int, at time: Timestamp) {
        let hold = accounts[index].holds[0]
        let chance = timeline.random.integer(0...99)
        if hold.foreign != nil || chance < 50 {
            clear(index, hold.remaining, of: hold, leaving: 0, at: time)
        } else if chance < 60, Merchant.restaurants.contains(where: { $0.mcc == hold.merchant.mcc })
        {
            clear(index, hold.remaining + hold.remaining / 10, of: hold, leaving: 0, at: time)
        } else if chance < 76 {
            let part = hold.remaining / 3
            clear(index, part, of: hold, leaving: hold.remaining - part, at: time)
        } else if chance < 84 {
            accounts[index].holds.removeFirst()
            send(
                index, hold.transactionID, .authorization, "REVERSAL", nil,
                merchant: hold.merchant, at: time, "reversal by \(hold.merchant.name)")
        } else if chance < 90 {
            let part = hold.remaining / 4
            accounts[index].holds[0].remaining -= part
            send(
                index, hold.transactionID, .authorization, "REVERSAL",
                accounts[index].posted.with(part), merchant: hold.merchant, at: time,
                "partial reversal by \(hold.merchant.name)")
        } else {
            accounts[index].holds.removeFirst()
            timeline.send(
                NymCardPayload.expiredAuthorization(
                    transactionID: hold.transactionID, accounts[index].holder, at: time),
                at: time, "authorization of \(hold.merchant.name) expires")
        }
    }

    /// nCore keeps what a clearing leaves of the hold until more clearings or the expiry.
    private mutating func clear(
        _ index: Int, _ units: Int64, of hold: Hold, leaving rest: Int64, at time: Timestamp
    ) {
        accounts[index].posted.minorUnits -= units
        if rest > 0 {
            accounts[index].holds[0].remaining = rest
        } else {
            accounts[index].holds.removeFirst()
            accounts[index].cleared.append((hold.transactionID, units, hold.merchant))
        }
        send(
            index, hold.transactionID, .clearing, "PURCHASE", accounts[index].posted.with(units),
            foreign: hold.foreign, merchant: hold.merchant, at: time,
            "\(rest > 0 ? "partial " : "")clearing by \(hold.merchant.name)")
    }

    private mutating func send(
        _ index: Int, _ id: String, _ messageType: NymCardPayload.Transaction.MessageType,
        _ type: String, _ amount: SimulatedMoney?, foreign: SimulatedMoney? = nil,
        merchant: Merchant? = nil, at time: Timestamp, _ summary: String
    ) {
        let transaction = transaction(
            index, id, messageType, type, amount, foreign: foreign, merchant: merchant, at: time)
        timeline.send(
            NymCardPayload.transaction(transaction, accounts[index].holder), at: time, summary)
    }

    /// A transaction with the account's balance after it.
    func transaction(
        _ index: Int, _ id: String, _ messageType: NymCardPayload.Transaction.MessageType,
        _ type: String, _ amount: SimulatedMoney?, foreign: SimulatedMoney? = nil,
        merchant: Merchant? = nil, at time: Timestamp
    ) -> NymCardPayload.Transaction {
        var transaction = NymCardPayload.Transaction(
            id: id, messageType: messageType, type: type, amount: foreign ?? amount,
            createdAt: time)
        transaction.billing = foreign == nil ? nil : amount
        transaction.availableBalance = accounts[index].available
        transaction.merchant = merchant?.name
        transaction.mcc = merchant?.mcc
        return transaction
    }
}
