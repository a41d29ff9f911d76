import EventLog
import Events
import Money
import Postgres
import Projection
import Providers
import TestSupport
import Testing

/// Operators' decisions from the log to the books.
@Suite struct DecisionTests {
    private static func body(
        _ type: String, _ id: String, _ transaction: String, _ cents: Int, at second: Int
    ) -> String {
        """
        {"id":"\(id)","type":"transaction.\(type)","created":\(1_767_225_600 + second),\
        "livemode":true,"data":{"id":"\(transaction)","card_id":"c1","amount_cents":\(cents),\
        "currency":"USD","merchant":"Shop","mcc":"5734"}}
        """
    }

    private static func dollars(_ units: Int) -> MonetaryAmount {
        MonetaryAmount(
            amount: Amount(units: Int128(units), scale: 2),
            currency: Currency(uncheckedCode: "USD"))
    }

    private static let decisions: [(key: String, content: Decision.Content)] = [
        // The same id as a webhook's, which is another kind of event.
        ("evt_1", .releaseHold(transactionID: "t1", amount: nil)),
        ("k2", .linkTransactions(LinkedTransactions(transactionID: "t3", originalID: "t2"))),
        ("k3", .adjust(Adjustment(account: .card("c1"), amount: dollars(-200), against: .fees))),
    ]

    private func decide(
        _ decision: Decision, key: String, of source: TestSource, on connection: Connection
    ) throws -> AppendedEvent {
        try connection.append(
            LoggedDecision(
                key: key, word: decision.word, subject: decision.subject,
                decidedAt: Timestamp(microseconds: 1_767_229_200_000_000),
                body: Array(decision.body.utf8)), to: source.name)
    }

    private static let webhooks = [
        body("authorized", "evt_1", "t1", 1_000, at: 1),
        body("authorized", "evt_2", "t2", 500, at: 2),
        body("cleared", "evt_3", "t3", 500, at: 3),
    ]

    /// Also when they come before the events that they speak of.
    @Test(arguments: [true, false])
    func theBooksFollowFromDecisionsInAnyOrder(decidesFirst: Bool) throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            let deciding = try fixture.database.connect(role: "trueup_operator")
            func decideAll() throws {
                for (key, content) in Self.decisions {
                    let decision = Decision(content, actor: "anna", reason: "so")
                    let answer = try decide(decision, key: key, of: source, on: deciding)
                    #expect(answer.status == .appended)
                }
            }
            if decidesFirst { try decideAll() }
            try fixture.append(Self.webhooks, to: source)
            if !decidesFirst { try decideAll() }
            try fixture.project(source)
            #expect(
                try fixture.lines(
                    """
                    SELECT transaction_id, state, kind, trim_scale(held), original_id,
                           related -> 0 ->> 'transaction_id'
                    FROM trueup.transactions ORDER BY 1
                    """) == [
                        "adjust:k3|cleared|adjustment|0|∅|∅", "t1|expired|payment|0|∅|∅",
                        "t2|expired|payment|0|∅|t3", "t3|cleared|payment|0|t2|∅",
                    ])
            #expect(
                try fixture.lines(
                    """
                    SELECT account_id, trim_scale(posted), trim_scale(pending)
                    FROM trueup.accounts ORDER BY 1
                    """) == ["@fees|2|0", "@network|5|0", "c1|-7|0"])
            // The clearing without an authorization is explained by the link.
            #expect(
                try fixture.lines(
                    """
                    SELECT rule, subject_id FROM trueup.findings
                    WHERE status = 'open' AND subject_kind = 'transaction'
                    """) == [])
            #expect(try fixture.int64("SELECT count(*) FROM trueup.quarantine") == 0)
            #expect(try InvariantChecks.run(on: fixture.service) == [])
        }
    }

    @Test func aKeyStandsForOneDecision() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            let connection = try fixture.database.connect(role: "trueup_operator")
            let first = Decision(Self.decisions[2].content, actor: "anna", reason: "so")
            var other = first
            other.reason = "otherwise"
            let answers = try [first, first, other].map {
                try decide($0, key: "k", of: source, on: connection)
            }
            #expect(answers.map(\.status) == [.appended, .duplicate, .conflict])
            #expect(answers.map(\.position) == [1, 1, 2])
            try fixture.project(source)
            #expect(
                try fixture.lines("SELECT position, reason FROM trueup.quarantine") == [
                    "2|repeats the id of position 1 with other content"
                ])
            #expect(
                try fixture.lines(
                    "SELECT trim_scale(posted) FROM trueup.accounts WHERE account_id = 'c1'")
                    == ["-2"])
        }
    }

    @Test func anIllFormedDecisionIsKeptAndBooksNothing() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            let connection = try fixture.database.connect(role: "trueup_operator")
            for (key, body) in [("k1", #"{"decision":"adjust","card_id":"c1"}"#), ("k2", "no")] {
                _ = try connection.append(
                    LoggedDecision(
                        key: key, word: "adjust", subject: "c1",
                        decidedAt: Timestamp(microseconds: 1_767_229_200_000_000),
                        body: Array(body.utf8)), to: source.name)
            }
            _ = try connection.append(
                LoggedDecision(
                    key: "k3", word: "abolish", subject: "c1",
                    decidedAt: Timestamp(microseconds: 1_767_229_200_000_000),
                    body: Array("{}".utf8)), to: source.name)
            try fixture.append(Self.webhooks, to: source)
            try fixture.project(source)
            let reasons = try fixture.lines(
                "SELECT position, reason FROM trueup.quarantine ORDER BY 1")
            #expect(reasons.first == "1|amount is missing")
            #expect(reasons.count == 3)
            // Told like any other event that is not understood.
            let findings = try fixture.lines(
                """
                SELECT rule, severity, status, evidence #>> '{0,position}', occurrences, summary
                FROM trueup.findings WHERE rule IN ('undecodable', 'unknown-type')
                ORDER BY evidence #>> '{0,position}'
                """)
            #expect(findings.count == 3, "\(findings)")
            #expect(
                findings.first == "undecodable|error|open|1|1|Events are kept but not booked"
                    + " (decision: amount is missing): see them with `trueup quarantine list`,"
                    + " and decide again with `trueup decide`.")
            #expect(findings.last?.hasPrefix("unknown-type|info|open|3|1|Events of type ") == true)
            #expect(try fixture.int64("SELECT checkpoint FROM projection.generation") == 6)
            #expect(try InvariantChecks.run(on: fixture.service) == [])
        }
    }

    @Test func whoDecidesReadsTheBooksAndNotTheLog() throws {
        try ProjectionFixture.with { fixture in
            let connection = try fixture.database.connect(role: "trueup_operator")
            #expect(try connection.queryOnce("SELECT count(*) FROM trueup.accounts").count == 1)
            let error = #expect(throws: PostgresError.self) {
                try connection.queryOnce("SELECT * FROM log.event")
            }
            #expect(error?.isInsufficientPrivilege == true)
        }
    }
}
