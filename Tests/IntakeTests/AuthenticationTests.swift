import Delivery
import Events
import HTTPClient
import Postgres
import Providers
import SimulatedProviders
import TestSupport
import Testing

/// Who is let in, and that all others are told the same.
@Suite("Authentication at the door") struct AuthenticationTests {
    /// A delivery that is not authentic, and the cause it is counted under.
    struct Forgery {
        let name: String
        let source: TestSource
        let cause: String
        let headers: [HeaderField]
        var title: String { "\(source.name): \(name)" }

        init(
            _ source: TestSource, _ name: String, _ cause: String, _ headers: [HeaderField]
        ) {
            self.source = source
            self.name = name
            self.cause = cause
            self.headers = headers
        }
    }

    static let body = Array(#"{"id":"evt_1","type":"card.updated","event":"TRANSACTION"}"#.utf8)
    static let other = Array("{}".utf8)

    static func at(_ offset: Int64, _ source: TestSource) -> [HeaderField] {
        source.headers(for: body, at: TestSource.signedAtSeconds + offset)
    }

    static let forgeries: [Forgery] = [
        Forgery(
            .uphold, "another body's signature", "signature-wrong",
            TestSource.uphold.headers(for: other)),
        Forgery(.uphold, "no signature", "signature-missing", []),
        Forgery(
            .uphold, "no digest", "signature-malformed",
            [.init(name: "Signature", value: "sha512=zz")]),
        Forgery(
            .agentcard, "another body's signature", "signature-wrong",
            TestSource.agentcard.headers(for: other)),
        Forgery(.agentcard, "no signature", "signature-missing", []),
        Forgery(
            .agentcard, "no time", "signature-malformed",
            [.init(name: "AgentCard-Signature", value: "v1=00")]),
        Forgery(.agentcard, "too old", "signature-stale", at(-301, .agentcard)),
        Forgery(.agentcard, "from the future", "signature-future", at(301, .agentcard)),
        Forgery(
            .agentcard, "another time than was signed", "signature-wrong",
            at(-301, .agentcard).map { field in
                var field = field
                field.value = field.value.replacing(
                    "t=\(TestSource.signedAtSeconds - 301)", with: "t=\(TestSource.signedAtSeconds)"
                )
                return field
            }),
        Forgery(
            .agentcard, "only the older header", "signature-missing",
            at(0, .agentcard).filter { $0.name == "X-AgentCard-Signature" }),
        Forgery(
            .standardWebhooks, "another body's signature", "signature-wrong",
            TestSource.standardWebhooks.headers(for: other)),
        Forgery(.standardWebhooks, "no signature", "signature-missing", []),
        Forgery(
            .standardWebhooks, "an id that the signed text could be cut at", "signature-malformed",
            TestSource.standardWebhooks.headers(for: body, messageID: "msg.demo")),
        Forgery(
            .standardWebhooks, "no id", "signature-missing",
            at(0, .standardWebhooks).filter { $0.name != "webhook-id" }),
        Forgery(.standardWebhooks, "too old", "signature-stale", at(-301, .standardWebhooks)),
        Forgery(
            .standardWebhooks, "from the future", "signature-future", at(301, .standardWebhooks)),
        Forgery(.nymcard, "nothing", "credentials-missing", []),
        Forgery(
            .nymcard, "Basic alone", "credentials-missing",
            at(0, .nymcard).filter { $0.name == "Authorization" }),
        Forgery(
            .nymcard, "wrong Basic", "credentials-wrong",
            DeliverySigner.demo(password: "demo-past", token: "demo-token").headers(
                for: body, attemptAt: 0)),
        Forgery(
            .nymcard, "wrong custom header", "credentials-wrong",
            DeliverySigner.demo(password: "demo-pass", token: "demo-tokem").headers(
                for: body, attemptAt: 0)),
        Forgery(
            .nymcard, "another scheme", "credentials-wrong",
            at(0, .nymcard).map { field in
                var field = field
                field.value = field.value.replacing("Basic ", with: "Bearer ")
                return field
            }),
    ]

    @Test("Whatever is wrong, the answer is the same 401, and it is counted by its cause")
    func refusesForgeries() throws {
        try TestIntake.run { intake in
            var expected: [String: [String: Int64]] = [:]
            var answers: Set<[String]> = []
            for forgery in Self.forgeries {
                let answer = try intake.post(
                    Self.body, forgery.headers, path: "/hooks/\(forgery.source.name)")
                #expect(answer.status == 401, "\(forgery.title)")
                let fields = answer.headers.filter { $0.name != "Date" }
                answers.insert(fields.map { "\($0.name): \($0.value)" } + [answer.text])
                expected[forgery.source.name, default: [:]][forgery.cause, default: 0] += 1
            }
            #expect(answers.count == 1)
            #expect(answers.first?.last == #"{"error":"unauthorized"}"#)
            for source in TestSource.all {
                let causes = try #require(expected[source.name])
                for (cause, count) in causes {
                    #expect(intake.refusals(cause, source: source.name) == Int(count))
                }
                let number = try intake.number(source)
                try eventually("the refusals of \(source.name) are counted") {
                    try intake.countedRejections(sourceID: number) == causes
                }
                #expect(try intake.events(of: source) == [])
            }
            #expect(intake.answers(401) == Self.forgeries.count)
        }
    }

    @Test("A sample of what was refused is kept, without its headers")
    func keepsSamples() throws {
        try TestIntake.run([.uphold]) { intake in
            let body = [UInt8](repeating: 0xFF, count: 5_000)
            #expect(
                try intake.post(body, Self.at(0, .uphold), path: "/hooks/uphold").status == 401)
            try eventually("the sample is written") {
                try intake.countedRejections(sourceID: 1) == ["signature-wrong": 1]
            }
            let row = try intake.observer.query(
                "SELECT reason, detail, body, body_octets FROM log.rejection_sample"
            ).onlyRow()
            #expect(try row.text(0) == "signature-wrong")
            #expect(try row.text(1) == "from 127.0.0.1")
            #expect(try row.bytes(2) == Array(body.prefix(4_096)))
            #expect(try row.int64(3) == 5_000)
        }
    }

    @Test("The tolerance includes both its ends")
    func acceptsTheEndsOfTheTolerance() throws {
        try TestIntake.run([.agentcard, .standardWebhooks]) { intake in
            for source in [TestSource.agentcard, .standardWebhooks] {
                let answers = try [-300, 300].map { offset in
                    try intake.deliver(
                        Self.body, to: source, at: TestSource.signedAtSeconds + offset
                    ).text
                }
                #expect(
                    answers == [
                        HTTPAnswer.accepted("appended", 1), HTTPAnswer.accepted("duplicate", 1),
                    ])
            }
        }
    }

    @Test("Several secrets are active at once, and a reload ends the old ones")
    func rotatesSecrets() throws {
        let older: [TestSource] = [
            .uphold, .agentcard, .standardWebhooks, .nymcard,
        ]
        let newer: [TestSource] = [
            .init(
                .signing([.test("new-secret")]), TestSource.uphold.settings,
                .uphold(secret: "new-secret")),
            .init(
                .signing([.test("whsec_new")]), TestSource.agentcard.settings,
                .agentcard(secret: "whsec_new")),
            .init(
                .signing([.standardWebhooks("a-new-secret-of-32-bytes-length!")]),
                TestSource.standardWebhooks.settings,
                .standardWebhooks("a-new-secret-of-32-bytes-length!")),
            .init(
                .fixed([.demo(password: "new-pass", token: "new-token")]),
                TestSource.nymcard.settings, .demo(password: "new-pass", token: "new-token")),
        ]
        let both = zip(older, newer).map { old, new in old.accepting(new) }
        try TestIntake.run(both) { intake in
            for (old, new) in zip(older, newer) {
                #expect(
                    try intake.deliver(Self.body, to: old).text
                        == HTTPAnswer.accepted("appended", 1))
                #expect(
                    try intake.deliver(Self.body, to: new).text
                        == HTTPAnswer.accepted("duplicate", 1))
            }
            try intake.reload(newer)
            for (old, new) in zip(older, newer) {
                #expect(try intake.deliver(Self.body, to: old).status == 401)
                #expect(
                    try intake.deliver(Self.body, to: new).text
                        == HTTPAnswer.accepted("duplicate", 1))
            }
            // One set's password with the other's token is nobody's.
            let mixed = DeliverySigner.demo(password: "new-pass", token: "demo-token")
            try intake.reload(both)
            let answer = try intake.post(
                Self.body, mixed.headers(for: Self.body, attemptAt: 0), path: "/hooks/nymcard")
            #expect(answer.status == 401)
        }
    }

    @Test("An authentic delivery without a body is a test of the connection")
    func answersPings() throws {
        try TestIntake.run { intake in
            for source in TestSource.all {
                let answer = try intake.deliver([], to: source)
                #expect(answer.status == 200)
                #expect(answer.text == #"{"status":"pong"}"#)
                #expect(try intake.events(of: source) == [])
            }
            let answer = try intake.deliver(#"{"event":"PING"}"#, to: .nymcard)
            #expect(answer.text == #"{"status":"pong"}"#)
            #expect(intake.metric("trueup_intake_pings_total") == 5)
        }
    }

    @Test("A delivery without a body is nothing else than any other where it is not authentic")
    func refusesPingsOfStrangers() throws {
        try TestIntake.run { intake in
            for source in TestSource.all {
                let answer = try intake.post([], [], path: "/hooks/\(source.name)")
                #expect(answer.status == 401)
                #expect(answer.text == #"{"error":"unauthorized"}"#)
            }
            #expect(intake.metric("trueup_intake_pings_total") == 0)
            try eventually("they are counted") {
                try intake.countedRejections(sourceID: try intake.number(.nymcard))
                    == ["credentials-missing": 1]
            }
        }
    }

    @Test("A proof with bytes that are no text is kept as far as it is")
    func keepsProofsThatAreNoText() throws {
        try TestIntake.run([.agentcard]) { intake in
            let proof = try #require(Self.at(0, .agentcard).first)
            var bytes = Array("POST /hooks/agentcard HTTP/1.1\r\nHost: x\r\n".utf8)
            bytes += Array("\(proof.name): \(proof.value),v0=".utf8) + [0xFF, 0xC3, 0x28, 0x80]
            bytes += Array("\r\nContent-Length: \(Self.body.count)\r\n\r\n".utf8) + Self.body
            #expect(try intake.exchange(bytes).text == HTTPAnswer.accepted("appended", 1))
            let kept = try intake.observer.queryOnce("SELECT proof FROM log.event").onlyRow()
            #expect(try kept.text(0).hasPrefix("\(proof.value),v0=\u{FFFD}"))
        }
    }

    @Test("A repeated proof header is answered 400, and the connection closed")
    func refusesRepeatedProofs() throws {
        try TestIntake.run { intake in
            for source in TestSource.all {
                let headers = source.headers(for: Self.body)
                let proof = try #require(
                    headers.first { $0.name != "X-AgentCard-Signature" && $0.name != "webhook-id" })
                let answer = try intake.post(
                    Self.body, headers + [proof], path: "/hooks/\(source.name)")
                #expect(answer.status == 400)
                #expect(answer.header("Connection") == "close")
                #expect(intake.refusals("signature-repeated", source: source.name) == 1)
                let number = try intake.number(source)
                try eventually("it is counted") {
                    try intake.countedRejections(sourceID: number) == ["signature-repeated": 1]
                }
                #expect(try intake.events(of: source) == [])
            }
        }
    }
}
