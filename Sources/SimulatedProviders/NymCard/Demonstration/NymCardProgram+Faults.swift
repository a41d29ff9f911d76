import Demonstration
import Events
import Programs

extension NymCardProgram {
    /// Two events of one card, the earlier one sent last.
    ///
    /// The late one declines, so that nothing but the order of arrival is wrong with it.
    mutating func sendOutOfOrder(accountIndex index: Int, at time: Timestamp) {
        let later = time.after(milliseconds: 4_000)
        let id = timeline.id("txn-demo-")
        // Made before the purchase that is sent first, so that it states the balance before it.
        let declined = declined(index, id, at: time)
        purchase(index, isForeign: false, at: later)
        timeline.send(
            NymCardPayload.transaction(declined, accounts[index].holder),
            at: later.after(milliseconds: 1_000), "a declined purchase, sent late")
        timeline.expect(
            .finding(rule: "created-at-out-of-order"), subject: accounts[index].holder.cardID,
            "the decline \(id) happened 4 s before an authorization that was sent before it")
    }

    /// The credentials are right, the body is no JSON.
    mutating func sendUndecodable(at time: Timestamp) {
        timeline.send(
            bytes: Array("event=TRANSACTION&id=txn-demo-form".utf8), at: time,
            "a form instead of JSON", answer: .quarantined)
        timeline.expect(
            .finding(rule: "undecodable"), subject: "",
            "a verified delivery whose body is a form instead of JSON")
    }

    mutating func declined(
        _ index: Int, _ id: String, at time: Timestamp
    ) -> NymCardPayload.Transaction {
        let amount = accounts[index].posted.with(
            timeline.random.integer(900...4_000) * Self.unit)
        var transaction = transaction(
            index, id, .authorization, "PURCHASE", amount,
            merchant: timeline.random.element(of: Merchant.all), at: time)
        transaction.statusCode = "1829"
        transaction.statusDescription = "maximum amount exceeded"
        return transaction
    }
}
