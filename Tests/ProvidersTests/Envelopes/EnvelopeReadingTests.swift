import Events
import Providers
import Testing

/// What every format has in common: bodies and ids that cannot be read.
@Suite struct EnvelopeReadingTests {
    static func read(
        _ provider: Provider, _ body: String, headers: [HeaderField] = webhookHeaders,
        settings: ProviderSettings? = nil
    ) -> EnvelopeReading {
        read(provider, Array(body.utf8), headers: headers, settings: settings)
    }

    static func read(
        _ provider: Provider, _ body: [UInt8], headers: [HeaderField] = webhookHeaders,
        settings: ProviderSettings? = nil
    ) -> EnvelopeReading {
        readEnvelope(
            of: WebhookRequest(headers: headers, body: body, receivedAt: CheckValue.signedAt),
            settings: settings ?? ProviderSettings(provider: provider))
    }

    static let webhookHeaders = [
        HeaderField(name: "Webhook-Id", value: "msg_1"),
        HeaderField(name: "Webhook-Timestamp", value: "1767225600"),
        HeaderField(name: "Webhook-Signature", value: "v1,x"),
    ]

    @Test(arguments: Provider.all)
    func emptyBodyIsAPing(provider: Provider) {
        #expect(Self.read(provider, "") == .ping)
    }

    static let unreadableBodies: [(name: String, body: [UInt8])] = [
        ("blank", Array(" ".utf8)),
        ("no JSON", Array("hello".utf8)),
        ("cut off", Array(#"{"id":"a""#.utf8)),
        ("text after it", Array(#"{"id":"a","type":"b","event":"b"}x"#.utf8)),
        ("an array", Array(#"[{"id":"a","type":"b","event":"b"}]"#.utf8)),
        ("text", Array(#""id""#.utf8)),
        ("a number", Array("1".utf8)),
        ("null", Array("null".utf8)),
        ("not UTF-8", Array(#"{"id":"a","type":"b","event":"b","x":""#.utf8) + [0xff, 0x22, 0x7d]),
        ("repeated keys", Array(#"{"id":"a","id":"a","type":"b","event":"b"}"#.utf8)),
        (
            "repeated keys by escape",
            Array(#"{"id":"a","\u0069d":"b","type":"b","event":"b"}"#.utf8)
        ),
        (
            "10,000 levels",
            Array(#"{"id":"a","type":"b","event":"b","x":"#.utf8)
                + Array(repeating: 0x5b, count: 10_000)
        ),
        ("a lone surrogate", Array(#"{"id":"a","type":"b","event":"b","x":"\ud800"}"#.utf8)),
        ("a byte order mark", [0xef, 0xbb, 0xbf] + Array(#"{"id":"a","type":"b"}"#.utf8)),
    ]

    @Test(arguments: Provider.all, unreadableBodies.indices)
    func unreadableBody(provider: Provider, index: Int) {
        let (name, body) = Self.unreadableBodies[index]
        guard case .undecodable(let reason) = Self.read(provider, body) else {
            Issue.record("\(name) was read")
            return
        }
        #expect(!reason.isEmpty && reason.count <= 300)
    }

    @Test(arguments: Provider.all)
    func aHugeNumberHurtsNoEnvelope(provider: Provider) {
        let body = #"{"id":"a","type":"b","event":"b","x":1e400000}"#
        guard case .event = Self.read(provider, body) else {
            Issue.record("not read")
            return
        }
    }

    @Test(arguments: [
        (#"null"#, "type is missing"), (#""""#, "is empty"), ("7", "is a number"),
        ("{}", "is an object"), (#""a\u0000b""#, "U+0000"),
        (#""\#(String(repeating: "x", count: 257))""#, "257 bytes"),
    ])
    func typesThatCannotBeRead(type: String, reason: String) {
        for provider in Provider.all {
            let key = provider == .nymcard ? "event" : "type"
            guard
                case .undecodable(let text) = Self.read(provider, #"{"id":"a","\#(key)":\#(type)}"#)
            else {
                Issue.record("\(type) was read by \(provider)")
                continue
            }
            #expect(text.contains(reason.replacing("type is", with: "\(key) is")))
        }
    }

    @Test func typesAtTheLimit() {
        let type = String(repeating: "x", count: 256)
        for provider in Provider.all {
            let key = provider == .nymcard ? "event" : "type"
            guard
                case .event(let envelope) = Self.read(provider, #"{"id":"a","\#(key)":"\#(type)"}"#)
            else {
                Issue.record("not read by \(provider)")
                continue
            }
            #expect(envelope.type == type)
        }
    }

    @Test(arguments: [Provider.uphold, .agentcard])
    func idsThatMustBeStated(provider: Provider) {
        let refused = [
            "null", #""""#, "7", "[]", #""a\u0000""#, #""\#(String(repeating: "x", count: 513))""#,
            #""\#(String(repeating: "x", count: 10_000))""#,
            #""\#(String(repeating: "é", count: 257))""#,
        ]
        for id in refused {
            guard case .undecodable(let reason) = Self.read(provider, #"{"id":\#(id),"type":"b"}"#)
            else {
                Issue.record("\(id.prefix(20)) was read")
                continue
            }
            #expect(reason.hasPrefix("id "))
        }
        #expect(
            Self.read(provider, #"{"type":"b"}"#) == .undecodable(reason: "id is missing or empty"))
        let longest = String(repeating: "é", count: 256)
        guard case .event(let envelope) = Self.read(provider, #"{"id":"\#(longest)","type":"b"}"#)
        else {
            Issue.record("an id of 512 bytes was not read")
            return
        }
        #expect(envelope.identity == .stated(longest))
    }
}
