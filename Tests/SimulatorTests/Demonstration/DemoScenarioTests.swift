import Cryptography
import Demonstration
import Events
import Providers
import SimulatedProviders
import Testing

@Suite struct DemoScenarioTests {
    static let now = Timestamp(microseconds: 1_767_225_600_000_000)
    static let seeds: [UInt64] = [1, 2, 3, 20_260_101]

    @Test func theSameSeedGivesTheSameBytes() {
        let first = DemoScenario(seed: 7, startingAt: Self.now)
        let second = DemoScenario(seed: 7, startingAt: Self.now)
        let other = DemoScenario(seed: 8, startingAt: Self.now)
        #expect(first.deliveries.map(\.body) == second.deliveries.map(\.body))
        #expect(first.balances == second.balances)
        #expect(first.deliveries.map(\.body) != other.deliveries.map(\.body))
    }

    @Test(arguments: seeds) func everythingHappensInTheTwoHoursBefore(seed: UInt64) {
        let scenario = DemoScenario(seed: seed, startingAt: Self.now)
        #expect((300...600).contains(scenario.deliveries.count))
        let times = scenario.deliveries.map(\.sentAt)
        #expect(times == times.sorted())
        let span = (Self.now.microseconds - 7_200_000_000)...(Self.now.microseconds - 5_000_000)
        #expect(times.allSatisfy { span.contains($0.microseconds) })
    }

    @Test(arguments: seeds) func everyFaultIsThereOnce(seed: UInt64) {
        let scenario = DemoScenario(seed: seed, startingAt: Self.now)
        let signs: [DemoExpectation.Sign] = [
            .finding(rule: "created-at-out-of-order"), .finding(rule: "undecodable"),
            .finding(rule: "balance-gap"), .finding(rule: "unknown-type"),
            .finding(rule: "mode-mismatch"), .finding(rule: "transaction-id-missing"),
            .laterFinding(rule: "transaction-unresolved", afterSeconds: 900), .answer(.duplicate),
            .answer(.refused),
        ]
        #expect(Set(scenario.expectations.map(\.sign)) == Set(signs))
        #expect(scenario.expectations.count == signs.count)
        let answers = scenario.deliveries.map(\.answer)
        for answer in [DemoDelivery.Answer.duplicate, .quarantined, .refused] {
            #expect(answers.count { $0 == answer } == 1)
        }
    }

    /// Our own verification agrees with the independent signers, but for the forged delivery.
    @Test(arguments: seeds) func signaturesAreRight(seed: UInt64) throws {
        let scenario = DemoScenario(seed: seed, startingAt: Self.now)
        for source in scenario.sources {
            let authenticator = try Authenticator(
                settings: ProviderSettings(
                    provider: try #require(Provider(named: source.provider))),
                credentials: credentials(of: source), cryptography: .libcrypto)
            for delivery in scenario.deliveries where delivery.source.name == source.name {
                let decision = authenticator.decide(
                    WebhookRequest(
                        headers: delivery.headers(attemptAt: Self.now), body: delivery.body,
                        receivedAt: Self.now))
                let isAuthentic = if case .authentic = decision { true } else { false }
                #expect(isAuthentic == (delivery.answer != .refused))
            }
        }
    }

    @Test(arguments: seeds) func onlyTheDuplicateSharesItsId(seed: UInt64) throws {
        let scenario = DemoScenario(seed: seed, startingAt: Self.now)
        var seen: Set<[UInt8]> = []
        for delivery in scenario.deliveries {
            let isNew = seen.insert(delivery.body).inserted
            #expect(isNew == (delivery.answer != .duplicate))
        }
    }

    private func credentials(of source: DemoSource) -> Credentials {
        func secret(_ text: String) -> Providers.Secret {
            Secret(reference: "demo", bytes: Array(text.utf8))
        }
        switch source.credential {
        case .secret(let text): return .signing([secret(text)])
        case .fixed(let username, let password, let header):
            return .fixed([
                StaticCredentials(
                    basic: .init(username: secret(username), password: secret(password)),
                    headers: [.init(name: header.name, value: secret(header.value))])
            ])
        }
    }
}

extension AuthenticationCryptography {
    fileprivate static let libcrypto = AuthenticationCryptography(
        keyedHash: { algorithm, key in
            let prepared = HMACKey(algorithm == .hmacSHA256 ? .sha256 : .sha512, key: key)
            return { prepared.code(of: $0) }
        },
        areEqual: areEqualInConstantTime,
        decodeHexadecimal: { Hexadecimal.decode($0) },
        decodeBase64: { Base64.decode($0, padding: .optional) },
        encodeBase64: Base64.encode)
}
