import Events
import Providers
import Testing

@Suite struct NymCardAuthenticationTests {
    static let value = CheckValue.nymcard

    @Test(
        arguments: [
            ("Authorization", "basic ZGVtby11c2VyOmRlbW8tcGFzcw==", nil),
            ("Authorization", "Basic  ZGVtby11c2VyOmRlbW8tcGFzcw==", nil),
            ("Authorization", nil, .credentialsMissing),
            ("Authorization", "", .credentialsWrong),
            ("Authorization", "Basic", .credentialsWrong),
            ("Authorization", "Bearer ZGVtby11c2VyOmRlbW8tcGFzcw==", .credentialsWrong),
            ("Authorization", "Basic ZGVtby11c2VyOmRlbW8tcGFzcw", .credentialsWrong),
            ("Authorization", "Basic ZGVtby11c2VyOmRlbW8tcGFzcw== ", .credentialsWrong),
            ("Authorization", "Basic ZGVtby11c2VyOmRlbW8tcGFzcx==", .credentialsWrong),
            ("Authorization", "Basic demo-user:demo-pass", .credentialsWrong),
            ("X-Hook-Token", nil, .credentialsMissing),
            ("X-Hook-Token", "", .credentialsWrong),
            ("X-Hook-Token", "Demo-token", .credentialsWrong),
            ("X-Hook-Token", "demo-token2", .credentialsWrong),
            ("X-Hook-Token", "demo-toke", .credentialsWrong),
        ] as [(String, String?, RefusalCause?)])
    func credentials(header: String, text: String?, cause: RefusalCause?) throws {
        let decision = try Self.value.authenticator().decide(
            Self.value.with(header: header, text))
        #expect(decision == cause.map { .refused($0) } ?? .authentic(proof: Self.value.proof))
    }

    @Test func repeatedHeadersAreRefused() throws {
        let authenticator = try Self.value.authenticator()
        for field in Self.value.headers {
            var repeated = Self.value.request()
            repeated.headers.append(HeaderField(name: field.name.lowercased(), value: field.value))
            #expect(authenticator.decide(repeated) == .refused(.credentialsRepeated))
        }
    }

    @Test func severalSetsAreActiveAndNeverMixed() throws {
        func set(_ name: String) -> StaticCredentials {
            StaticCredentials(
                basic: .init(username: .test("user"), password: .test("pass-\(name)")),
                headers: [.init(name: "x-token", value: .test("token-\(name)"))])
        }
        let authenticator = try Self.value.authenticator(.fixed([set("old"), set("new")]))
        let basic = ["old": "dXNlcjpwYXNzLW9sZA==", "new": "dXNlcjpwYXNzLW5ldw=="]
        for (user, password) in basic {
            for token in ["old", "new"] {
                let request = WebhookRequest(
                    headers: [
                        HeaderField(name: "authorization", value: "Basic \(password)"),
                        HeaderField(name: "x-token", value: "token-\(token)"),
                    ], body: [], receivedAt: CheckValue.signedAt)
                #expect(
                    authenticator.decide(request)
                        == (user == token
                            ? .authentic(proof: "ref:pass-\(user) ref:token-\(user)")
                            : .refused(.credentialsWrong)))
            }
        }
        #expect(authenticator.proofHeaderNames == ["Authorization", "x-token"])
    }

    @Test func customHeadersAloneSuffice() throws {
        let credentials = Credentials.fixed([
            StaticCredentials(basic: nil, headers: [.init(name: "apikey", value: .test("k"))])
        ])
        let authenticator = try Self.value.authenticator(credentials)
        let headers = [HeaderField(name: "ApiKey", value: "k")]
        let request = WebhookRequest(headers: headers, body: [], receivedAt: CheckValue.signedAt)
        #expect(authenticator.decide(request) == .authentic(proof: "ref:k"))
    }

    @Test func setsThatLetAnyoneInAreRefusedAtLoad() {
        let unusable: [[StaticCredentials]] = [
            [], [StaticCredentials(basic: nil)],
            [StaticCredentials(basic: .init(username: .test("u"), password: .test("")))],
            [StaticCredentials(basic: .init(username: .test("u:v"), password: .test("p")))],
            [StaticCredentials(basic: nil, headers: [.init(name: "apikey", value: .test(""))])],
        ]
        for sets in unusable {
            #expect(throws: CredentialError.self) { try Self.value.authenticator(.fixed(sets)) }
        }
    }
}
