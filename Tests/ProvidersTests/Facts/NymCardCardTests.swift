import Events
import Providers
import Testing

@Suite struct NymCardCardTests {
    @Test func cardCreated() throws {
        var card = CardFact(cardID: "card-demo-1", isOpening: true)
        card.status = "INACTIVE"
        card.last4 = "0001"
        card.holderID = "user-demo-1"
        card.accountID = "acct-demo-1"
        #expect(try read(.nymcard, fixture("nymcard/card-created")).facts == [.card(card)])
    }

    @Test func statusChanges() throws {
        var card = CardFact(cardID: "card-demo-1")
        card.status = "ACTIVE"
        #expect(try read(.nymcard, fixture("nymcard/card-status-changed")).facts == [.card(card)])
        var terminated = CardFact(cardID: "card-demo-1", isClosing: true)
        terminated.status = "TERMINATED"
        terminated.closeReason = "T0"
        #expect(
            try read(.nymcard, fixture("nymcard/card-terminated")).facts == [.card(terminated)])
    }

    @Test(arguments: [
        ("account-created", "account", "acct-demo-1"),
        ("account-status-changed", "account", "acct-demo-1"),
        ("user-created", "user", "user-demo-1"), ("user-status-changed", "user", "user-demo-1"),
        ("kyc-result", "kyc", "user-demo-1"), ("user-document-alert", "document", "user-demo-1"),
        ("identity-verification", "kyc", "user-demo-1"), ("pin-changed", "pin", "card-demo-1"),
        ("card-provisioned", "token", "card-demo-1"),
        ("token-notification", "token", "card-demo-1"),
        ("delivery-partner-assigned", "delivery", "card-demo-1"),
        ("delivery-status-changed", "delivery", "card-demo-1"),
    ])
    func activities(name: String, kind: String, subject: String) throws {
        let facts = try read(.nymcard, fixture("nymcard/\(name)")).facts
        guard case .activity(let activity)? = facts.first, facts.count == 1 else {
            Issue.record("\(facts)")
            return
        }
        #expect(activity.kind == kind)
        #expect(activity.subjectID == subject)
    }

    @Test(arguments: [
        ("CARD_STATUS_CHANGE", "card_id is missing or empty"),
        ("ACCOUNT_STATUS_CHANGE", "account_id is missing or empty"),
        ("SUCCESSFULLY_CREATED", "card_id and account_id are both missing or empty"),
    ])
    func whatCannotDoWithoutItsID(type: String, reason: String) {
        #expect(refusal(.nymcard, #"{"event":"\#(type)","status":"ACTIVE"}"#) == reason)
    }

    @Test(arguments: ["USER_CREATED", "PIN_CHANGE", "TOKEN_NOTIFICATION", "KYC_RESULT"])
    func activityNeedsNothing(type: String) throws {
        let interpretation = try read(.nymcard, #"{"event":"\#(type)","user_id":7,"status":{}}"#)
        #expect(interpretation.facts.count == 1)
        #expect(interpretation.stream == nil)
        #expect(interpretation.statedTime == (type == "KYC_RESULT" ? .missing : .notExpected))
    }
}
