import Events
import Providers
import Testing

@Suite struct AuthenticatorTests {
    @Test(arguments: CheckValue.all)
    func checkValue(value: CheckValue) throws {
        let decision = try value.authenticator().decide(value.request())
        #expect(decision == .authentic(proof: value.proof))
    }

    @Test func checkValuesHaveTheirPublishedLength() {
        #expect(CheckValue.uphold.body.utf8.count == 294)
        #expect(CheckValue.agentcard.body.utf8.count == 148)
    }

    @Test(arguments: [CheckValue.uphold, .agentcard, .standardWebhooks])
    func everyTamperedByteIsRefused(value: CheckValue) throws {
        let authenticator = try value.authenticator()
        let request = value.request()
        for index in request.body.indices {
            var tampered = request
            tampered.body[index] ^= 1
            #expect(authenticator.decide(tampered) == .refused(.signatureWrong))
        }
        for body in [request.body + [0x20], Array(request.body.dropLast()), []] {
            var tampered = request
            tampered.body = body
            #expect(authenticator.decide(tampered) == .refused(.signatureWrong))
        }
    }

    @Test(arguments: [CheckValue.uphold, .agentcard, .standardWebhooks])
    func everyTamperedProofCharacterIsRefused(value: CheckValue) throws {
        let authenticator = try value.authenticator()
        for headerIndex in value.headers.indices {
            let characters = Array(value.headers[headerIndex].value.utf8)
            for index in characters.indices {
                var changed = characters
                changed[index] ^= 1
                var tampered = value.request()
                tampered.headers[headerIndex].value = String(decoding: changed, as: UTF8.self)
                guard case .refused = authenticator.decide(tampered) else {
                    Issue.record("accepted \(tampered.headers[headerIndex])")
                    continue
                }
            }
        }
    }

    @Test(arguments: [CheckValue.uphold, .agentcard])
    func everyTamperedSecretByteIsRefused(value: CheckValue) throws {
        guard case .signing(let secrets) = value.credentials else { return }
        for index in secrets[0].bytes.indices {
            var secret = secrets[0]
            secret.bytes[index] ^= 1
            let decision = try value.authenticator(.signing([secret])).decide(value.request())
            #expect(decision == .refused(.signatureWrong))
        }
    }

    @Test(arguments: [CheckValue.uphold, .agentcard, .standardWebhooks])
    func twoActiveSecrets(value: CheckValue) throws {
        guard case .signing(let secrets) = value.credentials else { return }
        let other = Secret.test("YW5vdGhlciBzZWNyZXQgb2YgdGhlIHJpZ2h0IHNpemU=")
        for both in [[other, secrets[0]], [secrets[0], other]] {
            let decision = try value.authenticator(.signing(both)).decide(value.request())
            #expect(decision == .authentic(proof: value.proof))
        }
        let decision = try value.authenticator(.signing([other])).decide(value.request())
        #expect(decision == .refused(.signatureWrong))
    }

    @Test(arguments: [CheckValue.uphold, .agentcard, .standardWebhooks])
    func missingAndRepeatedHeaders(value: CheckValue) throws {
        let authenticator = try value.authenticator()
        for field in value.headers {
            #expect(
                authenticator.decide(value.with(header: field.name, nil))
                    == .refused(.signatureMissing))
            var repeated = value.request()
            repeated.headers.append(HeaderField(name: field.name.uppercased(), value: field.value))
            #expect(authenticator.decide(repeated) == .refused(.signatureRepeated))
        }
    }

    @Test(
        arguments: [
            (-301_000_000, RefusalCause.signatureFuture), (-300_000_001, .signatureFuture),
            (-300_000_000, nil), (0, nil), (300_000_000, nil), (300_000_001, .signatureStale),
            (86_400_000_000, .signatureStale),
        ] as [(Int64, RefusalCause?)])
    func tolerance(microsecondsLater: Int64, cause: RefusalCause?) throws {
        for value in [CheckValue.agentcard, .standardWebhooks] {
            let receivedAt = Timestamp(
                microseconds: CheckValue.signedAt.microseconds + microsecondsLater)
            let decision = try value.authenticator().decide(value.request(receivedAt: receivedAt))
            #expect(decision == cause.map { .refused($0) } ?? .authentic(proof: value.proof))
        }
    }

    @Test func aWrongSignatureIsCountedAsWrongWhateverItsTime() throws {
        var stale = CheckValue.agentcard.request(receivedAt: Timestamp(microseconds: 0))
        stale.body.append(0x20)
        let decision = try CheckValue.agentcard.authenticator().decide(stale)
        #expect(decision == .refused(.signatureWrong))
    }

    @Test func toleranceIsASetting() throws {
        let value = CheckValue.agentcard
        let later = Timestamp(microseconds: CheckValue.signedAt.microseconds + 10_000_000)
        for (tolerance, isAuthentic) in [(9 as Int64, false), (10, true)] {
            let authenticator = try value.authenticator(
                settings: .of(.agentcard) { (format: inout AgentCardFormat) in
                    format.signatureToleranceSeconds = tolerance
                })
            let decision = authenticator.decide(value.request(receivedAt: later))
            #expect((decision == .authentic(proof: value.proof)) == isAuthentic)
        }
    }

    /// The same number of codes for every outcome: what a stranger could measure.
    @Test(arguments: CheckValue.all)
    func everyOutcomeCostsTheSameNumberOfCodes(value: CheckValue) throws {
        let counter = CallCounter()
        var cryptography = AuthenticationCryptography.libcrypto
        let keyedHash = cryptography.keyedHash
        cryptography.keyedHash = { algorithm, key in
            let hash = keyedHash(algorithm, key)
            return { pieces in
                counter.count()
                return hash(pieces)
            }
        }
        let credentials: Credentials =
            switch value.credentials {
            case .signing(let secrets):
                .signing(secrets + [.test("YW5vdGhlciBzZWNyZXQgb2YgdGhlIHJpZ2h0IHNpemU=")])
            case .fixed(let sets): .fixed(sets + sets)
            }
        let authenticator = try Authenticator(
            settings: ProviderSettings(provider: value.provider), credentials: credentials,
            cryptography: cryptography)
        var malformed = value.request()
        for index in malformed.headers.indices { malformed.headers[index].value = "?" }
        var wrong = value.request()
        wrong.body.append(0x20)
        var missing = value.request()
        missing.headers = []
        var repeated = value.request()
        repeated.headers += repeated.headers
        let stale = value.request(receivedAt: Timestamp(microseconds: 0))
        let costs = [value.request(), malformed, wrong, missing, repeated, stale].map { request in
            let before = counter.total
            _ = authenticator.decide(request)
            return counter.total - before
        }
        #expect(Set(costs) == [value.provider == .nymcard ? 4 : 2])
    }

    @Test func credentialsOfTheWrongKindAreRefusedAtLoad() {
        #expect(throws: CredentialError.self) {
            try CheckValue.uphold.authenticator(CheckValue.nymcard.credentials)
        }
        #expect(throws: CredentialError.self) {
            try CheckValue.nymcard.authenticator(CheckValue.uphold.credentials)
        }
    }

    @Test(arguments: [CheckValue.uphold, .agentcard, .standardWebhooks])
    func unusableSecretsAreRefusedAtLoad(value: CheckValue) {
        #expect(throws: CredentialError.self) { try value.authenticator(.signing([])) }
        #expect(throws: CredentialError.self) { try value.authenticator(.signing([.test("")])) }
    }

    @Test func descriptionsShowReferencesAlone() {
        let secret = Secret(reference: "env:HOOK", bytes: Array("hush".utf8))
        #expect("\(secret)" == "env:HOOK")
        let fixed = StaticCredentials(
            basic: .init(username: secret, password: secret),
            headers: [.init(name: "x-token", value: secret)])
        #expect("\(fixed)" == "env:HOOK env:HOOK")
        #expect(!String(describing: Credentials.fixed([fixed])).contains("hush"))
        #expect(!String(describing: Credentials.signing([secret])).contains("hush"))
    }
}
