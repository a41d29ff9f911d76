import Events
import Money
import Providers
import Testing

/// Decisions on their way from an operator to facts.
@Suite struct DecisionTests {
    static let dollars = Currency(uncheckedCode: "USD")

    private static func event(
        _ body: String, type: String?, kind: EventKind = .decision
    ) -> LoggedEvent {
        LoggedEvent(
            sourceID: 1, position: 1, kind: kind, eventID: "k1", type: type,
            createdAt: CheckValue.signedAt, receivedAt: CheckValue.signedAt,
            body: Array(body.utf8))
    }

    static let decisions: [(decision: Decision, body: String)] = {
        let five = MonetaryAmount(amount: Amount(units: 500, scale: 2), currency: dollars)
        return [
            (
                Decision(
                    .releaseHold(transactionID: "t1", amount: nil), actor: "anna", reason: "old"),
                #"{"decision":"release-hold","transaction_id":"t1","actor":"anna","reason":"old"}"#
            ),
            (
                Decision(
                    .linkTransactions(
                        LinkedTransactions(
                            transactionID: "t2", originalID: "t1", relation: .refund)),
                    actor: "anna", reason: "same"),
                #"{"decision":"link-transactions","transaction_id":"t2","original_id":"t1","#
                    + #""relation":"refund","actor":"anna","reason":"same"}"#
            ),
            (
                Decision(
                    .adjust(Adjustment(account: .card("c1"), amount: five, against: .fees)),
                    actor: "anna", reason: "fee"),
                #"{"decision":"adjust","card_id":"c1","amount":"5.00","currency":"USD","#
                    + #""against":"fees","actor":"anna","reason":"fee"}"#
            ),
        ]
    }()

    @Test(arguments: decisions.indices)
    func aDecisionIsOneTextAndIsReadBack(index: Int) throws {
        let (decision, body) = Self.decisions[index]
        #expect(decision.body == body)
        #expect(try Decision(body: Array(body.utf8)) == decision)
    }

    @Test func factsOfALink() throws {
        let link = LinkedTransactions(transactionID: "t2", originalID: "t1")
        let decision = Decision(.linkTransactions(link), actor: "anna", reason: "same")
        let facts = try interpret(decision: Self.event(decision.body, type: decision.word)).facts
        var linked = TransactionStep(transactionID: "t2", kind: .linked)
        linked.originalTransactionID = "t1"
        linked.reason = "same"
        var released = TransactionStep(transactionID: "t1", kind: .released)
        released.reason = "linked to t2"
        #expect(facts == [.transactionStep(linked), .transactionStep(released)])
    }

    @Test func factsOfAnAdjustment() throws {
        let (decision, body) = Self.decisions[2]
        let step = try interpret(decision: Self.event(body, type: decision.word)).step
        #expect(step.transactionID == "adjust:k1" && step.kind == .adjusted)
        #expect(try step.amount == .of("5.00 USD"))
        #expect(step.cardID == "c1" && step.counterpartyAccountID == "@fees")
        #expect(step.reason == "fee")
    }

    static let refusals: [(body: String, reason: String)] = [
        ("no JSON", "expected a value at byte 0"),
        ("{}", "decision is missing"),
        (#"{"decision":"burn"}"#, "decision is burn, which books nothing here"),
        (#"{"decision":"release-hold"}"#, "transaction_id is missing or empty"),
        (
            #"{"decision":"release-hold","transaction_id":"t"}"#, "actor is missing or empty"
        ),
        (
            #"{"decision":"release-hold","transaction_id":"t","actor":"a"}"#,
            "reason is missing or empty"
        ),
        (
            #"{"decision":"link-transactions","transaction_id":"t","original_id":"t"}"#,
            "transaction_id and original_id name the same transaction"
        ),
        (
            #"{"decision":"link-transactions","transaction_id":"t","original_id":"u","#
                + #""relation":"cousin"}"#,
            "relation is cousin and not one of clearing, refund"
        ),
        (#"{"decision":"adjust"}"#, "an adjustment names either account_id or card_id"),
        (
            #"{"decision":"adjust","account_id":"a","card_id":"c"}"#,
            "an adjustment names either account_id or card_id"
        ),
        (#"{"decision":"adjust","account_id":"a"}"#, "amount is missing"),
        (
            #"{"decision":"adjust","account_id":"a","amount":"5"}"#,
            "currency is missing beside amount"
        ),
        (
            #"{"decision":"adjust","account_id":"a","amount":5,"currency":"USD"}"#,
            "amount is a number where an amount as text is expected"
        ),
        (
            #"{"decision":"adjust","account_id":"a","amount":"0.00","currency":"USD"}"#,
            "amount is zero, which changes nothing"
        ),
        (
            #"{"decision":"adjust","account_id":"a","amount":"5","currency":"USD","#
                + #""against":"a2"}"#,
            "against is a2 and not one of external, fees, funding, network, exchange"
        ),
        (
            #"{"decision":"release-hold","transaction_id":"t","amount":"-5","currency":"USD"}"#,
            "amount is negative, which the format does not define"
        ),
    ]

    @Test(arguments: refusals.indices)
    func anIllFormedDecisionSaysWhy(index: Int) throws {
        let (body, expected) = Self.refusals[index]
        let word = Decision.words.first { body.contains("\"\($0)\"") } ?? "adjust"
        do {
            let reading = try interpret(decision: Self.event(body, type: word))
            Issue.record("read as \(reading)")
        } catch {
            #expect(error.reason == expected || index == 0, "\(error.reason)")
        }
    }

    @Test func theTypeMustAgreeWithTheBody() throws {
        let body = Self.decisions[0].body
        #expect(throws: DecodeError("the event is a adjust, and its body a release-hold")) {
            try interpret(decision: Self.event(body, type: "adjust"))
        }
        #expect(throws: DecodeError.self) {
            try interpret(decision: Self.event(body, type: "release-hold", kind: .webhook))
        }
        let unknown = try interpret(decision: Self.event(body, type: "resolve-finding"))
        #expect(!unknown.isKnownType && unknown.facts.isEmpty)
    }

    /// Ids come from the views, where a doubtful one is written with its bytes.
    @Test func shownIDsAreTakenAsTheyStand() throws {
        for id in ["%utf8:cafe%CC%81", "cafe\u{301}"] {
            let decision = Decision(
                .releaseHold(transactionID: id, amount: nil), actor: "a", reason: "r")
            let read = try Decision(body: Array(decision.body.utf8))
            #expect(read.subject == "%utf8:cafe%CC%81")
        }
    }
}
