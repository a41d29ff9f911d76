import Events
import Money
import Providers
import Testing

@Suite struct NymCardTransactionTests {
    struct Expectation: Sendable {
        var fixture: String
        var kind: TransactionStep.Kind
        var amount: String?
    }

    static let expectations: [Expectation] = [
        Expectation(fixture: "purchase-authorized", kind: .authorized, amount: "12.50 USD"),
        Expectation(fixture: "purchase-cleared", kind: .cleared, amount: "12.50 USD"),
        Expectation(fixture: "purchase-cleared-abroad", kind: .cleared, amount: "42.25 AED"),
        Expectation(fixture: "purchase-declined", kind: .declined, amount: "12.50 USD"),
        Expectation(fixture: "purchase-partially-approved", kind: .authorized, amount: "30 USD"),
        Expectation(fixture: "purchase-reversed", kind: .reversed, amount: nil),
        Expectation(fixture: "cash-withdrawal-authorized", kind: .authorized, amount: "12.50 USD"),
        Expectation(fixture: "account-funding-cleared", kind: .cleared, amount: "12.50 USD"),
        Expectation(
            fixture: "refund-authorized", kind: .creditAuthorized, amount: "12.50 USD"),
        Expectation(fixture: "refund-cleared", kind: .refunded, amount: "12.50 USD"),
        Expectation(fixture: "original-credit-cleared", kind: .credited, amount: "12.50 USD"),
        Expectation(fixture: "wallet-credit", kind: .credited, amount: "12.50 USD"),
        Expectation(fixture: "wallet-debit", kind: .debited, amount: "12.50 USD"),
        Expectation(fixture: "wallet-transfer", kind: .transferred, amount: "12.50 USD"),
        Expectation(fixture: "expired-authorization", kind: .expired, amount: nil),
        Expectation(fixture: "charge-applied", kind: .charged, amount: "2.00 AED"),
    ]

    @Test(arguments: expectations.indices)
    func steps(index: Int) throws {
        let expected = Self.expectations[index]
        let step = try read(.nymcard, fixture("nymcard/\(expected.fixture)")).step
        #expect(step.kind == expected.kind, "\(expected.fixture)")
        #expect(try step.amount == expected.amount.map { try .of($0) }, "\(expected.fixture)")
        #expect(step.cardID == "card-demo-1")
        #expect(step.accountID == "acct-demo-1")
    }

    @Test(arguments: ["balance-inquiry", "account-verification"])
    func whatMovesNothingIsActivity(name: String) throws {
        let facts = try read(.nymcard, fixture("nymcard/\(name)")).facts
        guard case .activity(let activity)? = facts.first else {
            Issue.record("\(facts)")
            return
        }
        #expect(activity.subjectID == "txn-demo-1")
        #expect(facts.count == (name == "balance-inquiry" ? 2 : 1))
    }

    @Test func purchaseAbroadInFull() throws {
        let interpretation = try read(.nymcard, fixture("nymcard/purchase-cleared-abroad"))
        var step = TransactionStep(
            transactionID: "txn-demo-1", kind: .cleared, amount: try .of("42.25 AED"))
        step.transactionAmount = try .of("10.00 EUR")
        step.cardID = "card-demo-1"
        step.accountID = "acct-demo-1"
        step.merchant = "DEMO SHOP"
        step.mcc = "5734"
        step.networkReference = "000000000001"
        step.statusCode = "0000"
        let report = BalanceReport(
            accountID: "acct-demo-1", currency: Currency(uncheckedCode: "AED"), total: nil,
            available: Amount(units: 5775, scale: 2), asOf: CheckValue.signedAt)
        #expect(interpretation.facts == [.transactionStep(step), .balanceReported(report)])
        #expect(interpretation.stream == EventStream(kind: .card, id: "card-demo-1"))
    }

    @Test func declineHasItsReasonAndTransferItsOtherSide() throws {
        let declined = try read(.nymcard, fixture("nymcard/purchase-declined")).step
        #expect(declined.reason == "invalid amount")
        #expect(declined.statusCode == "1010")
        let transfer = try read(.nymcard, fixture("nymcard/wallet-transfer")).step
        #expect(transfer.counterpartyAccountID == "acct-demo-2")
        let refund = try read(.nymcard, fixture("nymcard/refund-cleared")).step
        #expect(refund.originalTransactionID == "txn-demo-0")
        let charge = try read(.nymcard, fixture("nymcard/charge-applied")).step
        #expect(charge.transactionID == "chg-demo-1")
        #expect(charge.reason == "VIRTUAL_CARD_ISSUANCE")
    }

    /// One that names its original is booked there, and leads there under its own id.
    @Test func aReversalWithAnIDOfItsOwnIsBookedOnItsOriginal() throws {
        let body = try fixture("nymcard/purchase-reversed-in-part")
        let steps = try read(.nymcard, body).facts.compactMap { fact in
            if case .transactionStep(let step) = fact { step } else { nil as TransactionStep? }
        }
        try #require(steps.count == 2)
        #expect(steps[0].transactionID == "txn-demo-0" && steps[0].kind == .reversed)
        #expect(try steps[0].amount == .of("2.50 USD"))
        #expect(steps[1].transactionID == "txn-demo-1" && steps[1].kind == .linked)
        #expect(steps[1].originalTransactionID == "txn-demo-0")
        let settings = ProviderSettings.of(.nymcard) { (format: inout NymCardFormat) in
            format.policies.booksOnOriginal = false
        }
        let apart = try read(.nymcard, body, settings: settings).step
        #expect(apart.transactionID == "txn-demo-1" && apart.kind == .reversed)
    }

    @Test(arguments: [
        ["message_type": #""INCREMENTAL_AUTHORIZATION""#], ["is_incremental": "true"],
    ])
    func incrementsHaveTwoForms(changes: [String: String]) throws {
        let step = try read(.nymcard, Self.purchase(changes)).step
        #expect(step.kind == .incremented)
        #expect(try step.amount == .of("12.50 USD"))
    }

    /// A purchase with some of its members replaced.
    static func purchase(_ changes: [String: String]) throws -> String {
        var members = [
            "event": #""TRANSACTION""#, "id": #""t""#, "message_type": #""AUTHORIZATION""#,
            "transaction_type": #""PURCHASE""#, "card_id": #""c""#,
            "transaction_amount": "12.5", "transaction_currency": #""USD""#,
            "status_code": #""0000""#, "created": #""2026-01-01T00:00:00.000Z""#,
        ]
        members.merge(changes) { _, new in new }
        let text = members.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "\"\($0.key)\":\($0.value)" }
        return "{\(text.joined(separator: ","))}"
    }

    @Test(arguments: [
        ("0000", TransactionStep.Kind.authorized), ("0001", .authorized), ("0002", .authorized),
        ("0003", .authorized), ("0885", .authorized), ("0", .declined), ("00", .declined),
        ("1806", .declined), ("9115", .declined), ("approved", .declined),
    ])
    func statusCodes(code: String, kind: TransactionStep.Kind) throws {
        let step = try read(.nymcard, Self.purchase(["status_code": "\"\(code)\""])).step
        #expect(step.kind == kind)
        #expect(step.statusCode == code)
    }

    @Test func aCodeIsTextAndItsAbsenceDeclinesNothing() throws {
        #expect(
            refusal(.nymcard, try Self.purchase(["status_code": "0"]))
                == "status_code is a number where text is expected")
        #expect(try read(.nymcard, Self.purchase(["status_code": ""])).step.kind == .authorized)
    }

    /// A transaction that was authorized must not end as declined because a later message failed.
    @Test func aFailedClearingOrReversalDeclinesNothing() throws {
        for message in [#""CLEARING""#, #""REVERSAL""#] {
            let body = try Self.purchase(["message_type": message, "status_code": #""1857""#])
            let facts = try read(.nymcard, body).facts
            guard case .activity? = facts.first, facts.count == 1 else {
                Issue.record("\(facts)")
                continue
            }
        }
    }

    @Test(arguments: [
        ["message_type": #""REVERSAL""#], ["transaction_type": #""REVERSAL""#],
        ["is_reversal": "true"],
    ])
    func reversalsByMessageTransactionTypeOrFlag(changes: [String: String]) throws {
        #expect(try read(.nymcard, Self.purchase(changes)).step.kind == .reversed)
    }

    @Test func aFlagThatIsNoneIsRefused() throws {
        #expect(
            try read(.nymcard, Self.purchase(["is_reversal": "false"])).step.kind == .authorized)
        #expect(
            refusal(.nymcard, try Self.purchase(["is_reversal": #""yes""#]))
                == "is_reversal is text where true or false is expected")
    }

    @Test func singleMessageTypesAreFinalAtTheirAuthorization() throws {
        let settings = ProviderSettings.of(.nymcard) { (format: inout NymCardFormat) in
            format.policies.singleMessageTransactionTypes = ["OCT", "PURCHASE"]
        }
        for (type, kind) in [("OCT", TransactionStep.Kind.credited), ("PURCHASE", .cleared)] {
            let changes = ["transaction_type": "\"\(type)\""]
            let authorization = try Self.purchase(changes)
            #expect(try read(.nymcard, authorization, settings: settings).step.kind == kind)
            let clearing = try Self.purchase(
                changes.merging(["message_type": #""CLEARING""#]) { $1 })
            guard
                case .activity? = try read(.nymcard, clearing, settings: settings).facts.first
            else {
                Issue.record("booked again")
                continue
            }
        }
    }

    @Test(arguments: [
        (["transaction_type": ""], "transaction_type is missing or empty"),
        (["transaction_type": #""GIFT""#], "transaction_type is GIFT, which this version"),
        (["message_type": ""], "message_type is missing or empty"),
        (["message_type": #""ADVICE""#], "message_type is ADVICE, which no policy"),
        (["message_type": "7"], "message_type is a number where text is expected"),
        (
            ["transaction_currency": ""],
            "transaction_amount states an amount, and transaction_currency"
        ),
        (
            ["transaction_currency": "null"],
            "transaction_amount states an amount, and transaction_currency"
        ),
        (
            ["transaction_currency": #""""#],
            "transaction_amount states an amount, and transaction_currency"
        ),
        (["transaction_currency": "784"], "transaction_currency is a number where text"),
        (["transaction_amount": ""], "billing_amount and transaction_amount are both missing"),
        (
            ["transaction_amount": #""12.50""#],
            "transaction_amount is text where an amount as a number"
        ),
        (["transaction_amount": "-12.5"], "transaction_amount is negative"),
        (["transaction_amount": "1e400000"], "transaction_amount: the amount has more digits"),
        (
            ["transaction_amount": "792281625142643375935439503.36"],
            "transaction_amount: the amount"
        ),
        (["billing_amount": "1"], "billing_amount states an amount, and billing_currency"),
        (["available_balance": "1"], "available_balance states an amount, and balance_currency or"),
        (
            ["available_balance": #""1""#, "balance_currency": #""USD""#],
            "available_balance is text"
        ),
        (["id": "7"], "id is a number where an id as text is expected"),
        (["id": #""\u0000""#], "id contains U+0000"),
        (["card_id": "7"], "card_id is a number where an id as text is expected"),
        (["card_id": #""\#(String(repeating: "x", count: 513))""#], "card_id has 513 bytes"),
    ])
    func whatCannotBeRead(changes: [String: String], reason: String) throws {
        #expect(refusal(.nymcard, try Self.purchase(changes)).hasPrefix(reason))
    }

    @Test(arguments: [
        ("12.5", "USD", "12.50 USD"), ("12.505", "USD", "12.505 USD"), ("1e1", "USD", "10.00 USD"),
        ("2", "KWD", "2.000 KWD"), ("2", "JPY", "2 JPY"), ("12.500", "ZZZ", "12.500 ZZZ"),
        ("0", "USD", "0.00 USD"), ("-0", "USD", "0.00 USD"),
        ("792281625142643375935439503.35", "USD", "792281625142643375935439503.35 USD"),
        ("0.1", "USD", "0.10 USD"), ("9007199254740993.01", "USD", "9007199254740993.01 USD"),
    ])
    func amountsAreExact(number: String, currency: String, expected: String) throws {
        let body = try Self.purchase([
            "transaction_amount": number, "transaction_currency": "\"\(currency)\"",
        ])
        let amount = try #require(try read(.nymcard, body).step.amount)
        #expect(amount.description == expected)
    }

    @Test(arguments: ["", "null", #""""#])
    func withoutTransactionID(id: String) throws {
        let interpretation = try read(.nymcard, Self.purchase(["id": id]))
        #expect(interpretation.lacksTransactionID)
        #expect(interpretation.facts.isEmpty)
        let expiry = try read(.nymcard, #"{"event":"EXPIRED_AUTH","card_id":"c"}"#)
        #expect(expiry.lacksTransactionID && expiry.facts.isEmpty)
        #expect(expiry.statedTime == .missing)
    }

    @Test func mappedNames() throws {
        let settings = ProviderSettings.of(.nymcard) { (format: inout NymCardFormat) in
            format.fieldMap = NymCardFormat.mappableFields.overridden(by: [
                .transactionID: [JSONPath(steps: ["transaction", "token"])],
                .transactionAmount: [JSONPath(steps: ["transaction", "total"])],
                .transactionCurrency: [
                    JSONPath(steps: ["transaction", "ccy"]), JSONPath(steps: ["ccy"]),
                ],
            ])
        }
        let body = try Self.purchase(["transaction": #"{"token":"x","total":7}"#, "ccy": #""EUR""#])
        let step = try read(.nymcard, body, settings: settings).step
        #expect(step.transactionID == "x")
        #expect(try step.amount == .of("7.00 EUR"))
        let lacking = try Self.purchase(["transaction": #"{"token":"x","total":7}"#])
        #expect(
            refusal(.nymcard, lacking, settings: settings)
                == "transaction.total states an amount, and transaction.ccy or ccy states no "
                + "currency for it")
    }

    @Test(arguments: [
        (#"{}"#, "charge_applied.id is missing or empty"),
        (#"{"id":"x","amount":2}"#, "charge_applied.amount states an amount, and"),
        (#"{"id":"x","currency":"AED"}"#, "charge_applied.amount is missing"),
        (#"{"id":"x","currency":"AED","amount":"2"}"#, "charge_applied.amount is text where"),
        (#"{"id":"x","currency":"AED","amount":-2}"#, "charge_applied.amount is negative"),
    ])
    func chargesThatCannotBeRead(charge: String, reason: String) {
        let body = #"{"event":"CHARGE_APPLIED","charge_applied":\#(charge)}"#
        #expect(refusal(.nymcard, body).hasPrefix(reason))
    }
}
