import Events
import Postgres
import Projection
import Providers
import TestSupport
import Testing

/// What a provider should never send: each has a defined end, and none stops the source.
@Suite struct BadInputTests {
    /// A NymCard transaction; `members` replace or extend the usual ones.
    private static func transaction(_ members: [String: String]) -> String {
        var all = [
            "event": #""TRANSACTION""#, "id": #""t1""#, "message_type": #""CLEARING""#,
            "transaction_type": #""PURCHASE""#, "card_id": #""c1""#, "account_id": #""a1""#,
            "transaction_amount": "10", "transaction_currency": #""USD""#,
            "created": #""2026-01-01T00:00:00.000Z""#,
        ]
        all.merge(members) { _, new in new }
        let text = all.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        return "{\(text.joined(separator: ","))}"
    }

    private static let sound = transaction(["id": #""sound""#, "account_id": #""a9""#])

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let events: [[String: String]]
        /// Beginning of the reason for which the last event is in quarantine.
        var quarantined: String?
        /// Open findings beside those of a missing predecessor.
        var findings: [String] = []

        var testDescription: String { name }
    }

    static let large = "70000000000000000000000000000"
    static let fine = "0.000000000000000000000000000000000001"

    static let cases = [
        Case(
            name: "a sum beyond 128 bits",
            events: [
                ["transaction_amount": large, "transaction_currency": #""XYZ""#],
                ["transaction_amount": fine, "transaction_currency": #""XYZ""#],
            ],
            quarantined: "transaction t1: the result has more digits than 128 bits hold",
            findings: ["undecodable"]),
        Case(
            name: "a sum over transactions beyond 128 bits",
            events: [
                ["transaction_amount": large, "transaction_currency": #""XYZ""#],
                [
                    "id": #""t2""#, "transaction_amount": fine, "transaction_currency": #""XYZ""#,
                ],
            ],
            quarantined: "transaction t2: the result has more digits than 128 bits hold",
            findings: ["undecodable"]),
        Case(
            name: "a clearing in another currency than its authorization",
            events: [
                ["message_type": #""AUTHORIZATION""#], ["transaction_currency": #""EUR""#],
            ],
            findings: ["currency-mismatch"]),
        Case(
            name: "a transfer to itself",
            events: [
                [
                    "message_type": #""API""#, "transaction_type": #""WALLET_TRANSFER""#,
                    "counterparty_account_id": #""a1""#,
                ]
            ],
            findings: ["account-conflict"]),
        Case(
            name: "two accounts for one transaction",
            events: [["message_type": #""AUTHORIZATION""#], ["account_id": #""a2""#]],
            findings: ["account-conflict"]),
        Case(
            name: "a time a century ago",
            events: [["created": #""1926-01-01T00:00:00.000Z""#]],
            quarantined: "the stated time lies more than 50 years before the receipt",
            findings: ["undecodable"]),
        Case(
            name: "a time in a century",
            events: [["created": #""2126-01-01T00:00:00.000Z""#]],
            quarantined: "the stated time lies more than 50 years after the receipt",
            findings: ["undecodable"]),
        Case(
            name: "an amount that is text", events: [["transaction_amount": #""10""#]],
            quarantined: "transaction_amount is text where an amount as a number is expected",
            findings: ["undecodable"]),
        Case(
            name: "an amount below zero", events: [["transaction_amount": "-10"]],
            quarantined: "transaction_amount is negative, which the format does not define",
            findings: ["undecodable"]),
        Case(
            name: "an amount beyond 2^96 units",
            events: [["transaction_amount": "99999999999999999999999999999"]],
            quarantined: "transaction_amount: the amount has more digits than are booked",
            findings: ["undecodable"]),
        Case(
            name: "more digits than are kept",
            events: [["transaction_amount": "1e-37"]],
            quarantined: "transaction_amount: more than 36 digits after the decimal point",
            findings: ["undecodable"]),
        Case(
            name: "a currency that is none",
            events: [["transaction_currency": #""U$D""#]],
            quarantined: "transaction_currency: not a currency code",
            findings: ["undecodable"]),
        Case(
            name: "an amount without a currency", events: [["transaction_currency": "null"]],
            quarantined: "transaction_amount states an amount, and transaction_currency states no",
            findings: ["undecodable"]),
    ]

    @Test(arguments: cases)
    func hasADefinedEnd(_ test: Case) throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.nymcard)
            let positions = try fixture.append(
                test.events.map(Self.transaction) + [Self.sound], to: source)
            try fixture.project(source)
            let quarantine = try fixture.lines(
                "SELECT position, reason FROM trueup.quarantine ORDER BY 1")
            if let reason = test.quarantined {
                let expected = "\(positions[test.events.count - 1])|\(reason)"
                #expect(quarantine.count == 1)
                #expect(quarantine.allSatisfy { $0.hasPrefix(expected) }, "\(quarantine)")
            } else {
                #expect(quarantine == [])
            }
            #expect(
                try fixture.lines(
                    """
                    SELECT rule FROM trueup.findings WHERE status = 'open'
                      AND rule NOT IN ('lifecycle-gap', 'created-at-in-future', 'late-event')
                    ORDER BY 1
                    """) == test.findings)
            // The source goes on: what came after is booked.
            #expect(
                try fixture.lines(
                    "SELECT trim_scale(posted) FROM trueup.accounts WHERE account_id = 'a9'")
                    == ["-10"])
            #expect(try InvariantChecks.run(on: fixture.service) == [])
        }
    }

    /// A report has a time of its own, which may be wrong where the event's is right.
    @Test func aReportOfAnotherCenturyOpensNothing() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(
                .standardWebhooks, "core", #", "dialect": "uphold-enterprise""#)
            let body = """
                {"id":"x","type":"core.account.balance-changed",\
                "createdAt":"2026-01-01T00:00:00.000Z","data":{"account":{"id":"a1",\
                "asset":"USD","balance":{"total":"5.00"},"updatedAt":"1926-01-01T00:00:00.000Z"}}}
                """
            try fixture.append(decoded: body, to: source)
            try fixture.project(source)
            #expect(try fixture.int64("SELECT count(*) FROM trueup.accounts") == 0)
            #expect(
                try fixture.lines("SELECT reason FROM trueup.quarantine") == [
                    "the stated time lies more than 50 years before the receipt"
                ])
        }
    }

    /// Ids that only look the same, and a refund that is found from its payment.
    @Test func idsAreComparedByTheirBytes() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.nymcard)
            try fixture.append(
                [
                    Self.transaction(["id": "\"caf\u{E9}\""]),
                    Self.transaction(["id": "\"cafe\u{301}\""]),
                    Self.transaction([
                        "id": #""r1""#, "transaction_type": #""REFUND""#,
                        "original_transaction_id": "\"caf\u{E9}\"", "transaction_amount": "4",
                    ]),
                ], to: source)
            try fixture.project(source)
            #expect(
                try fixture.lines(
                    """
                    SELECT transaction_id, trim_scale(cleared), related -> 0 ->> 'transaction_id'
                    FROM trueup.transactions ORDER BY transaction_id COLLATE "C"
                    """) == ["%utf8:cafe%CC%81|10|∅", "caf\u{E9}|10|r1", "r1|0|∅"])
            #expect(try InvariantChecks.run(on: fixture.service) == [])
        }
    }

    /// The link of a card to its account is an alias: a late one moves nothing and sums all.
    @Test func anAccountSumsOverItsCards() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.nymcard)
            try fixture.append(
                [
                    Self.transaction(["account_id": "null"]),
                    Self.transaction(["id": #""t2""#, "card_id": #""c2""#, "account_id": "null"]),
                    Self.transaction(["id": #""t3""#, "card_id": "null"]),
                    #"""
                    {"event":"SUCCESSFULLY_CREATED","card_id":"c1","account_id":"a1",\#
                    "created":"2026-01-02T00:00:00.000Z"}
                    """#,
                ], to: source)
            try fixture.project(source)
            let query = """
                SELECT account_id, trim_scale(posted), card_ids, entry_count
                FROM trueup.account_balances ORDER BY 1
                """
            #expect(try fixture.lines(query) == ["a1|-20|{c1}|2", "c2|-10|∅|1"])
            #expect(
                try fixture.lines(
                    """
                    SELECT account_id, trim_scale(posted) FROM trueup.accounts
                    WHERE kind IN ('card', 'account') ORDER BY 1
                    """) == ["a1|-10", "c1|-10", "c2|-10"])
        }
    }
}

extension ProjectionFixture {
    /// Appends one event of a source whose ids stand in headers.
    fileprivate func append(decoded body: String, to source: TestSource) throws {
        try service.query(
            """
            SELECT position FROM log.append($1, ARRAY['msg_1'],
                ARRAY['core.account.balance-changed'], ARRAY[NULL::text], ARRAY[NULL::text],
                ARRAY[timestamptz '2026-01-01'], ARRAY[NULL::integer], ARRAY[NULL::text],
                ARRAY[NULL::bytea], $2, 86400)
            """, [.int32(source.sourceID), .array([Array(body.utf8)])])
    }
}
