import Events
import Money
import Providers
import Testing

/// Random changes of real deliveries: nothing crashes, nothing forged gets in, and what the intake
/// accepts is what the projector reads.
@Suite struct MutationTests {
    /// Repeatable: a failure names its seed.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var bits = state
            bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
            bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
            return bits ^ (bits >> 31)
        }
    }

    static let fragments = [
        "null", "{}", "[]", "\"\"", "-1", "1e400000", "\\u0000", "\\ud800", "\"", "{", "}", "[",
        ",", ":", "99999999999999999999999999999999", "\u{0}", "é", ".", "=", " ",
    ].map { Array($0.utf8) }

    static func mutate(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let start = Int.random(in: 0...bytes.count, using: &generator)
            let end = min(bytes.count, start + Int.random(in: 0...8, using: &generator))
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: start)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
            default:
                bytes.replaceSubrange(
                    start..<end, with: fragments.randomElement(using: &generator) ?? [])
            }
        }
        return bytes
    }

    @Test(arguments: [CheckValue.uphold, .agentcard, .standardWebhooks])
    func noMutatedBodyIsAuthentic(value: CheckValue) throws {
        let authenticator = try value.authenticator()
        for seed in 0..<3_000 as Range<UInt64> {
            var generator = Generator(state: seed)
            var request = value.request()
            request.body = Self.mutate(request.body, &generator)
            let isUnchanged = request.body == value.request().body
            let decision = authenticator.decide(request)
            #expect(
                (decision == .authentic(proof: value.proof)) == isUnchanged, "seed \(seed)")
        }
    }

    /// A changed header gets in only where it still states the same signature in another spelling.
    @Test(arguments: CheckValue.all)
    func noMutatedHeaderIsAuthentic(value: CheckValue) throws {
        let authenticator = try value.authenticator()
        for seed in 0..<3_000 as Range<UInt64> {
            var generator = Generator(state: seed)
            var request = value.request()
            let index = Int.random(in: request.headers.indices, using: &generator)
            let header = request.headers[index].value
            let mutated = String(
                decoding: Self.mutate(Array(header.utf8), &generator), as: UTF8.self)
            request.headers[index].value = mutated
            if case .authentic = authenticator.decide(request) {
                let essence = String(value.headers[index].value.suffix(43).prefix(40)).lowercased()
                #expect(mutated.lowercased().contains(essence), "seed \(seed): \(mutated)")
            }
        }
    }

    @Test(arguments: EveryFixtureTests.names)
    func mutatedBodiesAreReadOrRefused(name: String) throws {
        let settings = EveryFixtureTests.settings(of: name)
        let original = Array(try fixture(name).utf8)
        for seed in 0..<300 as Range<UInt64> {
            var generator = Generator(state: seed)
            let body = Self.mutate(original, &generator)
            let reading = EnvelopeReadingTests.read(settings.provider, body, settings: settings)
            guard case .event(let envelope) = reading else { continue }
            #expect((1...256).contains(envelope.type.utf8.count) && !envelope.type.contains("\0"))
            if case .stated(let id) = envelope.identity {
                #expect((1...512).contains(id.utf8.count) && !id.contains("\0"), "seed \(seed)")
            }
            let event = LoggedEvent(
                sourceID: 1, position: 1, kind: .webhook, eventID: "a", type: envelope.type,
                createdAt: envelope.createdAt, receivedAt: CheckValue.signedAt, body: body)
            let first = Result { try interpret(event, settings: settings) }
            let second = Result { try interpret(event, settings: settings) }
            #expect((try? first.get()) == (try? second.get()), "seed \(seed)")
            if case .success(let interpretation) = first { check(interpretation, seed) }
        }
    }

    /// What every projection relies on.
    func check(_ interpretation: Interpretation, _ seed: UInt64) {
        if !interpretation.isKnownType { #expect(interpretation.facts.isEmpty) }
        for case .transactionStep(let step) in interpretation.facts {
            #expect(step.amount?.isNegative != true, "seed \(seed)")
            #expect((1...512).contains(step.transactionID.utf8.count), "seed \(seed)")
            for text in [step.transactionID, step.cardID, step.merchant, step.mcc, step.reason] {
                #expect(text?.contains("\0") != true, "seed \(seed)")
            }
        }
        for case .activity(let activity) in interpretation.facts {
            #expect(!activity.summary.contains("\0") && !activity.summary.isEmpty, "seed \(seed)")
        }
    }
}
