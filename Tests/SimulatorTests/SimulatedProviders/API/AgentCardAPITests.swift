import Delivery
import Events
import HTTPServer
import ProviderAPI
import Providers
import SimulatedProviders
import Testing

@Suite struct AgentCardAPITests {
    private static let key: KeyValuePairs = ["Authorization": "Bearer sk_test_1"]
    private static let path = "/api/v1/webhook_endpoints"

    private func server(
        _ options: APIOptions = APIOptions(), _ change: (inout AgentCardAccount) -> Void = { _ in }
    ) throws -> APITestServer {
        var account = AgentCardAccount(apiKey: "sk_test_1")
        account.client = (id: "client", secret: "client-secret")
        change(&account)
        return try APITestServer(.agentcard) { channel in
            AgentCardAPI(
                account: account, channel: channel, program: FixtureProgram(), options: options
            ).routes
        }
    }

    private static func body(_ rest: String = "") -> String {
        #"{"url":"http://localhost:8080/hooks/a","enabled_events":["card.*","balance.low"]\#(rest)}"#
    }

    @Test(arguments: [[:], ["Authorization": "Bearer sk_test_2"], ["apikey": "sk_test_1"]])
    func everyCallNeedsTheKey(headers: KeyValuePairs<String, String>) throws {
        let test = try server()
        defer { test.stop() }
        for path in [Self.path, Self.path + "/x", "/api/v1/cards", "/api/v1/cards/card_1"] {
            let answer = try test.ask("GET", path, headers)
            #expect(answer.status == 401)
            #expect(answer.json?["error"]?.kind == .string)
        }
    }

    @Test func anEndpointLivesFromCreationToDeletion() throws {
        let test = try server()
        defer { test.stop() }
        let made = try test.ask("POST", Self.path, Self.key, Self.body(#","description":"A""#))
        #expect(made.status == 201)
        let id = try #require(made["id"])
        let secret = try #require(made["secret"])
        #expect(secret.hasPrefix("whsec_"))
        #expect(made["status"] == "active")
        let read = try test.ask("GET", "\(Self.path)/\(id)", Self.key)
        #expect(read["secret"] == nil)
        #expect(read["description"] == "A")
        #expect(read["consecutive_failures"] == "0")
        let revealed = try test.ask("GET", "\(Self.path)/\(id)/secret", Self.key)
        #expect(revealed["secret"] == secret)

        let rolled = try test.ask("POST", "\(Self.path)/\(id)/roll_secret", Self.key)
        #expect(rolled.status == 200)
        #expect(rolled["secret"] != secret)
        #expect(test.channel.endpoint(id)?.credential == rolled["secret"].map { .secret($0) })

        let changed = try test.ask(
            "PATCH", "\(Self.path)/\(id)", Self.key,
            #"{"enabled_events":["*"],"status":"disabled","description":null}"#)
        #expect(changed.status == 200)
        #expect(changed["enabled_events.0"] == "*")
        #expect(changed["status"] == "disabled")
        #expect(changed["url"] == made["url"])
        #expect(changed.json?["description"]?.isNull == true)
        let active = try test.ask(
            "PATCH", "\(Self.path)/\(id)", Self.key, #"{"status":"active"}"#)
        #expect(active["status"] == "active")
        #expect(active.json?["disabled_at"]?.isNull == true)

        #expect(try test.ask("DELETE", "\(Self.path)/\(id)", Self.key).status == 200)
        for (method, rest) in [
            ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/secret"),
            ("POST", "/roll_secret"), ("GET", "/deliveries"),
        ] {
            let answer = try test.ask(method, "\(Self.path)/\(id)\(rest)", Self.key, "{}")
            #expect(answer.status == 404, "\(method) \(rest)")
        }
    }

    @Test func endpointsAreListedNewestFirstWithoutSecrets() throws {
        let test = try server()
        defer { test.stop() }
        for _ in 0..<2 { _ = try test.ask("POST", Self.path, Self.key, Self.body()) }
        let list = try test.ask("GET", Self.path, Self.key)
        #expect(list["total"] == "2")
        #expect(list["data.0.id"] == "wh_sim_2")
        #expect(!list.text.contains("whsec_"))
    }

    @Test(
        arguments: [
            "", "[]", "{}", #"{"url":"http://localhost/"}"#, #"{"enabled_events":["*"]}"#,
            #"{"url":"http://a.test/","enabled_events":["*"]}"#,
            #"{"url":"https://a.test/","enabled_events":[]}"#,
            #"{"url":"https://a.test/","enabled_events":["card"]}"#,
            #"{"url":"https://a.test/","enabled_events":["*",5]}"#,
        ])
    func wrongBodiesAreRefused(body: String) throws {
        let test = try server()
        defer { test.stop() }
        let answer = try test.ask("POST", Self.path, Self.key, body)
        #expect(answer.status == 400)
        #expect(answer.json?["error"]?.kind == .string)
        let long = String(repeating: "x", count: 256)
        let tooLong = try test.ask(
            "POST", Self.path, Self.key, Self.body(#","description":"\#(long)""#))
        #expect(tooLong.status == 400)
        #expect(test.channel.endpoints.isEmpty)
    }

    @Test(
        arguments: [
            #"{"status":"paused"}"#, #"{"url":"ftp://a.test/"}"#, #"{"enabled_events":"*"}"#, "[]",
        ])
    func wrongChangesAreRefused(body: String) throws {
        let test = try server()
        defer { test.stop() }
        let made = try test.ask("POST", Self.path, Self.key, Self.body())
        let id = try #require(made["id"])
        #expect(try test.ask("PATCH", "\(Self.path)/\(id)", Self.key, body).status == 400)
        let read = try test.ask("GET", "\(Self.path)/\(id)", Self.key)
        #expect(read["enabled_events.0"] == "card.*")
    }

    @Test func deliveriesAreListedWithTheirResults() throws {
        let receiver = try Receiver(statuses: [500])
        defer { receiver.stop() }
        let test = try server()
        defer { test.stop() }
        let body = #"{"url":"\#(receiver.url())","enabled_events":["card.*"]}"#
        let made = try test.ask("POST", Self.path, Self.key, body)
        let id = try #require(made["id"])
        _ = try DeliveryEngine(channels: [test.channel], desk: test.desk)
            .run(WebhookList([TestDelivery.webhook()]))
        let list = try test.ask("GET", "\(Self.path)/\(id)/deliveries?limit=5", Self.key)
        #expect(list.count("data") == 2)
        #expect(list["data.0.status"] == "success")
        #expect(list["data.0.attempts"] == "2")
        #expect(list["data.1.status"] == "pending")
        #expect(list["data.1.response_code"] == "500")
        let none = try test.ask("GET", "\(Self.path)/\(id)/deliveries?limit=0", Self.key)
        #expect(none.status == 400)
        let read = try test.ask("GET", "\(Self.path)/\(id)", Self.key)
        #expect(read.json?["last_success_at"]?.kind == .string)
    }

    @Test func cardsAreListedAndRead() throws {
        let test = try server()
        defer { test.stop() }
        let all = try test.ask("GET", "/api/v1/cards", Self.key)
        #expect(all["total"] == "3")
        #expect(all["limit"] == "50")
        #expect(all["cards.0.id"] == "card_3")
        #expect(all["cards.0.mode"] == "test")
        let page = try test.ask("GET", "/api/v1/cards?limit=1&offset=1", Self.key)
        #expect(page["cards.0.id"] == "card_2")
        #expect(page.count("cards") == 1)
        let open = try test.ask("GET", "/api/v1/cards?status=OPEN&cardholderId=ch_1", Self.key)
        #expect(open["total"] == "1")
        for query in ["limit=0", "limit=101", "limit=x", "offset=-1"] {
            #expect(try test.ask("GET", "/api/v1/cards?\(query)", Self.key).status == 400)
        }
        let card = try test.ask("GET", "/api/v1/cards/card_1", Self.key)
        #expect(card["balanceCents"] == "750")
        #expect(try test.ask("GET", "/api/v1/cards/x", Self.key).status == 404)
    }

    @Test func transactionsAreOfferedOnDemandAlone() throws {
        let usual = try server()
        defer { usual.stop() }
        let path = "/api/v1/cards/card_1/transactions"
        #expect(try usual.ask("GET", path, Self.key).status == 404)
        let offering = try server { $0.listsTransactions = true }
        defer { offering.stop() }
        #expect(try offering.ask("GET", path, Self.key)["transactions.0.id"] == "txn_1")
        let settled = try offering.ask("GET", path + "?status=SETTLED", Self.key)
        #expect(settled.count("transactions") == 0)
    }

    @Test func everyAnswerTellsTheLimit() throws {
        let clock = HandClock()
        let test = try server(clock.options)
        defer { test.stop() }
        for number in 1...1_000 {
            let path = number.isMultiple(of: 2) ? "/api/v1/cards/x" : "/api/v1/cards/card_1"
            let answer = try test.ask("GET", path, Self.key)
            guard number == 1 || number == 1_000 else { continue }
            #expect(answer.header("RateLimit-Limit") == "1000")
            #expect(answer.header("RateLimit-Remaining") == "\(1_000 - number)")
            #expect(answer.header("RateLimit-Reset") == "3600")
        }
        clock.advance(seconds: 600)
        let refused = try test.ask("GET", "/api/v1/cards/card_1", Self.key)
        #expect(refused.status == 429)
        #expect(refused.header("RateLimit-Remaining") == "0")
        #expect(refused.header("RateLimit-Reset") == "3000")
        clock.advance(seconds: 3_000)
        #expect(try test.ask("GET", "/api/v1/cards/card_1", Self.key).status == 200)
    }

    @Test func aSuspendedOrganizationIsRefused() throws {
        let test = try server { $0.isSuspended = true }
        defer { test.stop() }
        #expect(try test.ask("GET", "/api/v1/cards", Self.key).status == 403)
    }

    @Test func theLaterAPIHasTokensAndErrorsThatAreObjects() throws {
        let test = try server()
        defer { test.stop() }
        let refused = try test.ask("GET", "/api/v2")
        #expect(refused.status == 401)
        #expect(refused["error.code"] == "unauthorized")
        let form = "grant_type=client_credentials&client_id=client&client_secret="
        let wrong = try test.ask("POST", "/api/v2/oauth/token", [:], form + "guess")
        #expect(wrong.status == 401)
        #expect(wrong["error"] == "invalid_client")
        let grant = try test.ask("POST", "/api/v2/oauth/token", [:], "grant_type=password")
        #expect(grant.status == 400)
        let given = try test.ask("POST", "/api/v2/oauth/token", [:], form + "client-secret")
        let token = try #require(given["access_token"])
        let who = try test.ask("GET", "/api/v2", ["Authorization": "Bearer \(token)"])
        #expect(who["test_mode"] == "true")
    }
}
