import Events
import HTTPClient
import TestSupport
import Testing

/// Events with strange values: appended like any other, because only the projection judges what
/// they mean.
@Suite("Strange events") struct StrangeEventTests {
    struct Strange: Sendable {
        var name: String
        var source: TestSource
        var body: String
        var subject: String?
        var createdAt: Timestamp?
        var attempt: Int32?

        init(
            _ name: String, _ source: TestSource, _ body: String, subject: String? = nil,
            createdAt: Timestamp? = nil, attempt: Int32? = nil
        ) {
            self.name = name
            self.source = source
            self.body = body
            self.subject = subject
            self.createdAt = createdAt
            self.attempt = attempt
        }
    }

    static func nymcard(_ members: String) -> String {
        #"{"event":"TRANSACTION","id":"t1",\#(members)}"#
    }

    static func agentcard(_ id: String, _ data: String, created: String = "1767225600") -> String {
        #"{"id":"\#(id)","type":"transaction.cleared","created":\#(created),"data":{"id":"t1",\#(data)}}"#
    }

    static func uphold(_ id: String, _ members: String) -> String {
        #"{"id":"\#(id)","type":"card:updated","payload":{"id":"c1"},\#(members)}"#
    }

    static let newYear = Timestamp(microseconds: TestSource.signedAtSeconds * 1_000_000)
    /// More than 96 bits of minor units.
    static let tooMuch = "79228162514264337593543950336"

    static let amounts: [Strange] = [
        Strange(
            "a number as text", .nymcard, nymcard(#""transaction_amount":"12.50""#), subject: "t1"),
        Strange(
            "a number beyond any float", .nymcard, nymcard(#""transaction_amount":1e400000"#),
            subject: "t1"),
        Strange(
            "a number of 100,000 digits", .nymcard,
            nymcard(#""transaction_amount":\#(String(repeating: "9", count: 100_000))"#),
            subject: "t1"),
        Strange(
            "more than an amount holds", .nymcard,
            nymcard(#""transaction_amount":\#(tooMuch),"transaction_currency":"USD""#),
            subject: "t1"),
        Strange(
            "a negative amount", .nymcard,
            nymcard(#""transaction_amount":-0.01,"transaction_currency":"USD""#), subject: "t1"),
        Strange(
            "an unknown currency", .nymcard,
            nymcard(#""transaction_amount":1,"transaction_currency":"QQQ""#), subject: "t1"),
        Strange(
            "cents as text", .agentcard, agentcard("e1", #""amount_cents":"1250""#),
            subject: "t1", createdAt: newYear),
        Strange(
            "too many cents", .agentcard, agentcard("e2", #""amount_cents":\#(tooMuch)"#),
            subject: "t1", createdAt: newYear),
        Strange(
            "half a cent", .agentcard, agentcard("e3", #""amount_cents":-0.5"#), subject: "t1",
            createdAt: newYear),
        Strange(
            "a number where a decimal string is due", .standardWebhooks,
            #"{"type":"core.account.balance-changed","data":{"account":{"balance":{"total":1e400000}}}}"#
        ),
    ]

    static let texts: [Strange] = [
        Strange(
            "U+0000 in a text", .uphold, uphold("u1", #""userId":"a\u0000b""#), subject: "c1"),
        Strange(
            "U+0000 in the subject", .uphold,
            #"{"id":"u2","type":"card:updated","payload":{"id":"c\u0000"}}"#),
        Strange(
            "U+0000 in a key", .uphold, uphold("u3", #""\u0000":1"#), subject: "c1"),
        Strange(
            "a long subject", .uphold,
            #"{"id":"u4","type":"card:updated","payload":{"id":"\#(String(repeating: "c", count: 513))"}}"#
        ),
        Strange(
            "an id of 512 bytes", .uphold,
            uphold(String(repeating: "é", count: 256), #""retries":0"#), subject: "c1", attempt: 0),
        Strange(
            "letters beyond the basic plane", .uphold,
            uphold("💳\u{10FFFF}", #""x":"\ud83d\udcb3""#),
            subject: "c1"),
        Strange(
            "the most attempts", .uphold, uphold("u5", #""retries":2147483647"#), subject: "c1",
            attempt: .max),
    ]

    static let times: [Strange] = [
        Strange(
            "an unreadable time", .uphold, uphold("t1", #""createdAt":"yesterday""#), subject: "c1"),
        Strange(
            "a number as time", .uphold, uphold("t2", #""createdAt":1767225600"#), subject: "c1"),
        Strange("a null time", .uphold, uphold("t3", #""createdAt":null"#), subject: "c1"),
        Strange(
            "the year 1", .uphold, uphold("t4", #""createdAt":"0001-01-01T00:00:00Z""#),
            subject: "c1", createdAt: .earliest),
        Strange(
            "before the year 1 in UTC", .uphold,
            uphold("t5", #""createdAt":"0001-01-01T00:00:00+00:01""#), subject: "c1"),
        Strange(
            "the last microsecond of 9999", .uphold,
            uphold("t6", #""createdAt":"9999-12-31T23:59:59.999999Z""#), subject: "c1",
            createdAt: .latest),
        Strange(
            "9999 here, 10000 in UTC", .uphold,
            uphold("t7", #""createdAt":"9999-12-31T23:59:59-00:01""#), subject: "c1"),
        Strange(
            "the year 10000", .uphold, uphold("t8", #""createdAt":"10000-01-01T00:00:00Z""#),
            subject: "c1"),
        Strange(
            "the last second of 9999", .agentcard,
            agentcard("e4", #""x":1"#, created: "253402300799"), subject: "t1",
            createdAt: Timestamp(unixSeconds: 253_402_300_799)),
        Strange(
            "the first second of 10000", .agentcard,
            agentcard("e5", #""x":1"#, created: "253402300800"), subject: "t1"),
        Strange(
            "milliseconds where seconds are due", .agentcard,
            agentcard("e6", #""x":1"#, created: "1767225600000000"), subject: "t1"),
        Strange(
            "a time beyond any integer", .agentcard,
            agentcard("e7", #""x":1"#, created: "1e400000"), subject: "t1"),
    ]

    @Test("Each is appended with its exact bytes")
    func appends() throws {
        let rows = Self.amounts + Self.texts + Self.times
        try TestIntake.run { intake in
            var expected: [String: [Strange]] = [:]
            for row in rows {
                expected[row.source.name, default: []].append(row)
                let position = Int64(expected[row.source.name, default: []].count)
                let answer = try intake.deliver(row.body, to: row.source)
                #expect(answer.status == 200, "\(row.name)")
                #expect(answer.text == HTTPAnswer.accepted("appended", position), "\(row.name)")
            }
            for source in TestSource.all {
                let rows = expected[source.name, default: []]
                let events = try intake.events(of: source)
                #expect(events.count == rows.count)
                for (row, event) in zip(rows, events) {
                    #expect(event.body == Array(row.body.utf8), "\(row.name)")
                    #expect(event.decodeError == nil, "\(row.name)")
                    #expect(event.type != nil, "\(row.name)")
                    #expect(event.subject == row.subject, "\(row.name)")
                    #expect(event.createdAt == row.createdAt, "\(row.name)")
                    #expect(event.attempt == row.attempt, "\(row.name)")
                }
            }
            #expect(intake.deliveries("appended") == rows.count)
            try UnusualBodyTests.expectReadableViews(intake, count: rows.count)
        }
    }
}
