import Delivery
import Events
import HTTPServer
import ProviderAPI
import Providers
import SimulatedProviders
import TestSupport
import Testing

@Suite struct NymCardAPITests {
    private static let key: KeyValuePairs = ["apikey": "test-key"]

    private func server(
        runsEngine: Bool = false, options: APIOptions = APIOptions()
    ) throws -> APITestServer {
        try APITestServer(.nymcard, runsEngine: runsEngine) { channel in
            NymCardAPI(
                apiKey: "test-key", channel: channel, program: FixtureProgram(), options: options
            ).routes
        }
    }

    private static func subscription(_ url: String, _ rest: String = "") -> String {
        #"{"endpoint":"\#(url)","events":["TRANSACTION","CARD_STATUS_CHANGE"]\#(rest)}"#
    }

    private static let config = #"""
        ,"config":{"basic_auth_username":"demo-user","basic_auth_password":"demo-pass",
        "custom_headers":[{"header_name":"x-hook-token","header_value":"demo-token"}]}
        """#

    @Test(
        arguments: [
            ("GET", "/v1/webhooks"), ("POST", "/v1/webhooks"), ("GET", "/v1/webhooks/x"),
            ("PUT", "/v1/webhooks/x"), ("DELETE", "/v1/webhooks/x"),
            ("POST", "/v1/webhooks/x:ping"), ("POST", "/v1/webhooks:sendexpired"),
            ("POST", "/v1/transactions:search"), ("GET", "/v1/accounts/acct-1"),
            ("GET", "/v1/cards/card-1"),
        ])
    func everyCallNeedsTheKey(method: String, path: String) throws {
        let test = try server()
        defer { test.stop() }
        #expect(try test.ask(method, path).status == 401)
        #expect(try test.ask(method, path, ["apikey": "wrong"]).status == 401)
        #expect(try test.ask(method, path, ["Authorization": "Bearer test-key"]).status == 401)
    }

    @Test func aSubscriptionLivesFromCreationToDeletion() throws {
        let test = try server()
        defer { test.stop() }
        let made = try test.ask(
            "POST", "/v1/webhooks", Self.key, Self.subscription("http://a.test/x", Self.config))
        #expect(made.status == 201)
        let id = try #require(made["id"])
        #expect(made["config.basic_auth_username"] == "demo-user")
        #expect(!made.text.contains("demo-pass") && !made.text.contains("demo-token"))
        let read = try test.ask("GET", "/v1/webhooks/\(id)", Self.key)
        #expect(read.text == made.text)

        // Without `config` the credentials stay.
        let changed = try test.ask(
            "PUT", "/v1/webhooks/\(id)", Self.key, Self.subscription("http://b.test/y"))
        #expect(changed.status == 200)
        #expect(changed["endpoint"] == "http://b.test/y")
        #expect(
            test.channel.endpoint(id)?.credential
                == .fixed(
                    username: "demo-user", password: "demo-pass",
                    headers: [HeaderField(name: "x-hook-token", value: "demo-token")]))

        #expect(try test.ask("DELETE", "/v1/webhooks/\(id)", Self.key).status == 204)
        for method in ["GET", "DELETE"] {
            #expect(try test.ask(method, "/v1/webhooks/\(id)", Self.key).status == 404)
        }
        let gone = try test.ask(
            "PUT", "/v1/webhooks/\(id)", Self.key, Self.subscription("http://b.test/y"))
        #expect(gone.status == 404)
    }

    @Test func listsComeInPagesNewestFirst() throws {
        let test = try server()
        defer { test.stop() }
        for number in 1...3 {
            _ = try test.ask(
                "POST", "/v1/webhooks", Self.key, Self.subscription("http://a.test/\(number)"))
        }
        let first = try test.ask("GET", "/v1/webhooks?limit=2", Self.key)
        #expect(first["data.0.endpoint"] == "http://a.test/3")
        #expect(first.count("data") == 2)
        #expect(first["paging.has_more"] == "true")
        let after = try #require(first["paging.after"])
        let rest = try test.ask("GET", "/v1/webhooks?limit=2&after=\(after)", Self.key)
        #expect(rest["data.0.endpoint"] == "http://a.test/1")
        #expect(rest["paging.has_more"] == "false")
        for query in ["limit=0", "limit=101", "limit=x", "after=none"] {
            #expect(try test.ask("GET", "/v1/webhooks?\(query)", Self.key).status == 400)
        }
    }

    @Test(
        arguments: [
            "", "[]", "{", #"{"events":["TRANSACTION"]}"#,
            #"{"endpoint":"not a url","events":["TRANSACTION"]}"#,
            #"{"endpoint":"http://a.test/"}"#, #"{"endpoint":"http://a.test/","events":[]}"#,
            #"{"endpoint":"http://a.test/","events":["NONSENSE"]}"#,
            #"{"endpoint":"http://a.test/","events":["TRANSACTION"],"config":[]}"#,
            #"{"endpoint":"http://a.test/","events":["TRANSACTION"],"#
                + #""config":{"basic_auth_username":"a"}}"#,
            #"{"endpoint":"http://a.test/","events":["TRANSACTION"],"#
                + #""config":{"custom_headers":[{"header_name":"a b","header_value":"c"}]}}"#,
        ])
    func wrongBodiesAreRefused(body: String) throws {
        let test = try server()
        defer { test.stop() }
        #expect(try test.ask("POST", "/v1/webhooks", Self.key, body).status == 400)
        #expect(test.channel.endpoints.isEmpty)
    }

    @Test func anIdempotencyKeyGivesTheFirstAnswerAgain() throws {
        let test = try server()
        defer { test.stop() }
        let headers: KeyValuePairs = ["apikey": "test-key", "x-nymos-idempotency-key": "k1"]
        let answers = try (1...2).map { number in
            try test.ask(
                "POST", "/v1/webhooks", headers, Self.subscription("http://a.test/\(number)")
            ).text
        }
        #expect(answers[0] == answers[1])
        #expect(test.channel.endpoints.count == 1)
    }

    @Test func aPingCallsTheEndpointAndTellsWhatItAnswered() throws {
        let test = try server(runsEngine: true)
        defer { test.stop() }
        let receiver = try Receiver(statuses: [200, 401])
        defer { receiver.stop() }
        let made = try test.ask(
            "POST", "/v1/webhooks", Self.key,
            Self.subscription(receiver.url().description, Self.config))
        let id = try #require(made["id"])
        let good = try test.ask("POST", "/v1/webhooks/\(id):ping", Self.key)
        #expect(good.status == 200)
        #expect(good["success"] == "true")
        let call = try #require(receiver.received.first)
        #expect(call.body.isEmpty)
        #expect(call.header("Authorization") == "Basic ZGVtby11c2VyOmRlbW8tcGFzcw==")
        #expect(call.header("x-hook-token") == "demo-token")
        let bad = try test.ask("POST", "/v1/webhooks/\(id):ping", Self.key)
        #expect(bad["success"] == "false")
        #expect(bad["response_status"] == "401")
        #expect(try test.ask("POST", "/v1/webhooks/none:ping", Self.key).status == 404)
    }

    @Test(arguments: ["/v1/webhooks:sendexpired", "/v1/webhooks/sendexpired"])
    func whatExpiredIsSentAgainOnDemand(path: String) throws {
        let receiver = try Receiver(statuses: Array(repeating: 500, count: 15))
        defer { receiver.stop() }
        let desk = try DeliveryDesk()
        let channel = DeliveryChannel(
            style: .nymcard, policy: .nymcard.scaled(by: 10_000_000), desk: desk,
            endpoints: [
                WebhookEndpoint(
                    id: "end", url: receiver.url(), credential: .none,
                    createdAt: FixtureProgram.start)
            ])
        let engine = DeliveryEngine(channels: [channel], desk: desk)
        let summary = try engine.run(WebhookList((1...3).map { TestDelivery.webhook($0) }))
        #expect(summary.expired == 3)

        let api = NymCardAPI(apiKey: "test-key", channel: channel, program: FixtureProgram())
        let test = try APITestServer(.nymcard) { _ in api.routes }
        defer { test.stop() }
        for body in ["[]", #"{"notification_id":5}"#, #"{"notification_id":[]}"#] {
            #expect(try test.ask("POST", path, Self.key, body).status == 400)
        }
        let unknown = try test.ask("POST", path, Self.key, #"{"notification_id":"evt_9"}"#)
        #expect(unknown.status == 404)
        let inBody = try test.ask("POST", path, Self.key, #"{"notification_id":["evt_1"]}"#)
        #expect(inBody["notification_ids.0"] == "evt_1")
        let inQuery = try test.ask("POST", "\(path)?notification_id=evt_2", Self.key)
        #expect(inQuery["notification_ids.0"] == "evt_2")
        let rest = try test.ask("POST", path, Self.key)
        #expect(rest["notification_ids.0"] == "evt_3")

        let again = try DeliveryEngine(channels: [channel], desk: desk).run(WebhookList([]))
        #expect(again.acknowledged == 3)
        #expect(channel.expired.isEmpty)
        #expect(receiver.received.suffix(3).allSatisfy { $0.text.contains("evt_") })
    }

    @Test func transactionsAreSearched() throws {
        let test = try server()
        defer { test.stop() }
        func ids(_ body: String) throws -> [String] {
            let answer = try test.ask("POST", "/v1/transactions:search", Self.key, body)
            #expect(answer.status == 200, "\(body)")
            return answer.json?["data"]?.elements.compactMap { $0["id"]?.string } ?? []
        }
        #expect(try ids("{}") == ["txn-5", "txn-4", "txn-3", "txn-2", "txn-1"])
        #expect(
            try ids(#"{"sort_by":"transaction_amount","order_by":"asc","limit":2}"#)
                == ["txn-1", "txn-2"])
        let filter =
            #"{"sort_by":"created","order_by":"asc","limit":50,"filters":[{"field":"card_id","#
            + #""operator":"any_of","values":["card-1"]}]}"#
        #expect(try ids(filter) == ["txn-2", "txn-4"])
        #expect(
            try ids(#"{"order_by":"asc","limit":2,"after":"txn-2"}"#) == ["txn-3", "txn-4"])
        let amount =
            #"{"filters":[{"field":"transaction_amount","operator":"any_of","values":[30]}]}"#
        #expect(try ids(amount) == ["txn-3"])
        for body in [
            "", "[]", #"{"order_by":"up"}"#, #"{"sort_by":"colour"}"#, #"{"limit":0}"#,
            #"{"filters":[{"field":"card_id","operator":"between","values":[]}]}"#,
            #"{"filters":[{"field":"colour","operator":"any_of","values":[]}]}"#,
            #"{"after":"none"}"#,
        ] {
            let answer = try test.ask("POST", "/v1/transactions:search", Self.key, body)
            #expect(answer.status == 400, "\(body)")
        }
    }

    @Test func objectsAreReadByID() throws {
        let test = try server()
        defer { test.stop() }
        let account = try test.ask("GET", "/v1/accounts/acct-1", Self.key)
        #expect(
            account.text == #"{"id":"acct-1","currency":"KWD","available_balance":87.5,"#
                + #""current_balance":100,"status":"ACTIVE"}"#)
        #expect(try test.ask("GET", "/v1/cards/card-1", Self.key)["account_id"] == "acct-1")
        let accounts = try test.ask("GET", "/v1/cards/card-1/accounts", Self.key)
        #expect(accounts["data.0.id"] == "acct-1")
        #expect(
            try test.ask("GET", "/v1/transactions/txn-2", Self.key)["transaction_amount"] == "20")
        for path in ["accounts/x", "cards/x", "cards/x/accounts", "transactions/x"] {
            #expect(try test.ask("GET", "/v1/\(path)", Self.key).status == 404)
        }
        #expect(try test.ask("POST", "/v1/accounts/acct-1", Self.key).status == 405)
        #expect(try test.ask("GET", "/v2/accounts/acct-1", Self.key).status == 404)
    }

    @Test func aStormRefusesEverything() throws {
        let clock = HandClock()
        let options = clock.options
        let test = try server(options: options)
        defer { test.stop() }
        #expect(try test.ask("GET", "/v1/accounts/acct-1", Self.key).status == 200)
        options.storms.add(
            clock.now..<Timestamp(microseconds: clock.now.microseconds + 5_000_000))
        clock.advance(seconds: 2)
        let refused = try test.ask("GET", "/v1/accounts/acct-1", Self.key)
        #expect(refused.status == 429)
        #expect(refused.header("Retry-After") == "3")
        clock.advance(seconds: 3)
        #expect(try test.ask("GET", "/v1/accounts/acct-1", Self.key).status == 200)
    }
}
