import Events
import HTTPClient
import Postgres
import TestSupport
import Testing

/// Authentic bodies that are no event: each is acknowledged once it is in the log with its bytes.
@Suite("Unusual bodies") struct UnusualBodyTests {
    /// A body that cannot be decoded, and what the log says of it.
    struct Undecodable: Sendable {
        var name: String
        var source: TestSource
        var body: [UInt8]
        var reason: String
        var messageID: String

        init(
            _ name: String, _ body: [UInt8], _ reason: String, to source: TestSource = .uphold,
            messageID: String = "msg_demo_1"
        ) {
            self.name = name
            self.source = source
            self.body = body
            self.reason = reason
            self.messageID = messageID
        }

        init(
            _ name: String, _ body: String, _ reason: String, to source: TestSource = .uphold,
            messageID: String = "msg_demo_1"
        ) {
            self.init(name, Array(body.utf8), reason, to: source, messageID: messageID)
        }
    }

    /// An Uphold event with some members in the place of others.
    static func uphold(_ members: String) -> String {
        #"{"type":"card:updated","payload":{"id":"c1"},\#(members)}"#
    }

    static let longID = String(repeating: "i", count: 10_000)
    static let notUTF8 =
        Array(#"{"id":"1","type":"card:updated","userId":""#.utf8) + [0xC3, 0x28]
        + Array(#""}"#.utf8)
    static let zeroByteInside =
        Array(#"{"id":"1","type":"card:updated","userId":"a"#.utf8) + [0] + Array(#""}"#.utf8)

    static let undecodable: [Undecodable] = [
        Undecodable("not JSON", "hello", "this byte cannot stand here"),
        Undecodable("a form", "id=1&type=card", "this byte cannot stand here"),
        Undecodable("white space alone", " \r\n", "the text ends too early"),
        Undecodable("a single zero byte", [0], "this byte cannot stand here"),
        Undecodable("cut short", #"{"id":"1","type":"card:upd"#, "the text ends too early"),
        Undecodable("two values", "{}{}", "something follows the value"),
        Undecodable("a byte order mark", [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], "byte order mark"),
        Undecodable("an array", "[]", "it is an array"),
        Undecodable("text", #""event""#, "it is text"),
        Undecodable("a number", "1e400000", "it is a number"),
        Undecodable("null", "null", "it is null"),
        Undecodable("not UTF-8", notUTF8, "the bytes are not UTF-8"),
        Undecodable("a zero byte in a text", zeroByteInside, "a control character"),
        Undecodable("a repeated key", uphold(#""id":"1","id":"2""#), "this key is repeated"),
        Undecodable(
            "a key repeated by an escape", uphold(#""id":"1","\u0069d":"2""#),
            "this key is repeated"),
        Undecodable(
            "a repeated key far inside", uphold(#""id":"1","x":{"y":[{"z":1,"z":1}]}"#),
            "this key is repeated"),
        Undecodable(
            "10,000 arrays within one another",
            uphold(
                #""id":"1","x":"# + String(repeating: "[", count: 10_000)
                    + String(repeating: "]", count: 10_000)),
            "nested deeper than the limit"),
        Undecodable(
            "10,000 objects that never end", String(repeating: #"{"a":"#, count: 10_000),
            "nested deeper than the limit"),
        Undecodable("half a surrogate pair", uphold(#""id":"1","x":"\ud800""#), "surrogate"),
        Undecodable("no number", uphold(#""id":"1","x":01"#), "not a JSON number"),
        Undecodable("not a number", uphold(#""id":"1","x":NaN"#), "cannot stand here"),

        Undecodable("no id", uphold(#""retries":0"#), "id is missing or empty"),
        Undecodable("no id", #"{"type":"card.updated"}"#, "id is missing or empty", to: .agentcard),
        Undecodable("an empty id", uphold(#""id":"""#), "id is missing or empty"),
        Undecodable("a null id", uphold(#""id":null"#), "id is missing or empty"),
        Undecodable("a number as id", uphold(#""id":7"#), "an id as text is expected"),
        Undecodable("an id of 10,000 characters", uphold(#""id":"\#(longID)""#), "10000 bytes"),
        Undecodable(
            "an id of 10,000 characters", #"{"type":"t","id":"\#(longID)"}"#,
            "10000 bytes", to: .agentcard),
        Undecodable(
            "an id of 513 bytes", #"{"type":"card.updated"}"#, "513 bytes",
            to: .standardWebhooks, messageID: String(repeating: "i", count: 513)),
        Undecodable("U+0000 in the id", uphold(#""id":"a\u0000b""#), "contains U+0000"),
        Undecodable(
            "U+0000 in the charge's id",
            #"{"event":"CHARGE_APPLIED","charge_applied":{"id":"\u0000"}}"#, "contains U+0000",
            to: .nymcard),

        Undecodable("no type", #"{"id":"1"}"#, "type is missing"),
        Undecodable("no type", #"{"id":"1"}"#, "event is missing", to: .nymcard),
        Undecodable("a number as type", #"{"id":"1","type":1}"#, "text is expected"),
        Undecodable("U+0000 in the type", #"{"id":"1","type":"\u0000"}"#, "contains U+0000"),
        Undecodable(
            "a long type", #"{"id":"1","type":"\#(String(repeating: "t", count: 257))"}"#,
            "257 bytes"),
        Undecodable("a negative attempt", uphold(#""id":"1","retries":-1"#), "no whole number"),
        Undecodable("half an attempt", uphold(#""id":"1","retries":0.5"#), "no whole number"),
        Undecodable(
            "more attempts than int4", uphold(#""id":"1","retries":2147483648"#),
            "no whole number"),
        Undecodable("attempts as text", uphold(#""id":"1","retries":"1""#), "a whole number"),
    ]

    @Test("What cannot be decoded is quarantined: acknowledged, in the log, with the reason")
    func quarantinesTheUndecodable() throws {
        try TestIntake.run { intake in
            var expected: [String: [Undecodable]] = [:]
            for row in Self.undecodable {
                expected[row.source.name, default: []].append(row)
                let position = Int64(expected[row.source.name, default: []].count)
                let answer = try intake.deliver(
                    row.body, to: row.source, messageID: row.messageID)
                #expect(answer.status == 200, "\(row.name)")
                #expect(answer.text == HTTPAnswer.accepted("quarantined", position), "\(row.name)")
            }
            for source in TestSource.all {
                let rows = expected[source.name, default: []]
                let events = try intake.events(of: source)
                #expect(events.count == rows.count)
                for (row, event) in zip(rows, events) {
                    #expect(event.body == row.body, "\(row.name)")
                    #expect(event.type == nil, "\(row.name)")
                    let reason = try #require(event.decodeError, "\(row.name)")
                    #expect(reason.contains(row.reason), "\(row.name): \(reason)")
                    #expect(event.eventID.hasPrefix("derived:"), "\(row.name)")
                }
            }
            #expect(intake.deliveries("quarantined") == Self.undecodable.count)
            #expect(intake.deliveries("appended") == 0)
            try Self.expectReadableViews(intake, count: Self.undecodable.count)
        }
    }

    @Test("The same undecodable body again is a duplicate, not a second event")
    func recognisesRetriesOfTheUndecodable() throws {
        try TestIntake.run([.uphold]) { intake in
            let answers = try (0..<3).map { _ in try intake.deliver("hello", to: .uphold).text }
            #expect(
                answers == [
                    HTTPAnswer.accepted("quarantined", 1), HTTPAnswer.accepted("duplicate", 1),
                    HTTPAnswer.accepted("duplicate", 1),
                ])
            #expect(try intake.events(of: .uphold).count == 1)
        }
    }

    /// One strange event must not break a query over all.
    static func expectReadableViews(_ intake: TestIntake, count: Int) throws {
        let row = try intake.observer.queryOnce(
            "SELECT count(*), count(payload::text) FROM trueup.events"
        ).onlyRow()
        #expect(try row.int64(0) == Int64(count))
        #expect(try row.int64(1) <= Int64(count))
    }
}
