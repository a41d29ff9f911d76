import Events
import HTTPServer
import ProviderAPI
import Providers
import SimulatedProviders
import Testing

@Suite struct UpholdAPITests {
    private static let token: KeyValuePairs = ["Authorization": "Bearer personal"]
    /// Of `client:client-secret`.
    private static let client: KeyValuePairs = [
        "Authorization": "Basic Y2xpZW50OmNsaWVudC1zZWNyZXQ=",
        "Content-Type": "application/x-www-form-urlencoded",
    ]

    private func server(_ options: APIOptions = APIOptions()) throws -> APITestServer {
        try APITestServer(.uphold) { _ in
            UpholdAPI(
                credentials: UpholdCredentials(
                    clientID: "client", clientSecret: "client-secret", personalToken: "personal"),
                program: FixtureProgram(), options: options
            ).routes
        }
    }

    @Test func aTokenIsGivenUsedAndEnds() throws {
        let clock = HandClock()
        let test = try server(clock.options)
        defer { test.stop() }
        let given = try test.ask(
            "POST", "/oauth2/token", Self.client, "grant_type=client_credentials")
        #expect(given.status == 200)
        #expect(given["token_type"] == "bearer")
        let token = try #require(given["access_token"])
        let headers: KeyValuePairs = ["Authorization": "Bearer \(token)"]
        #expect(try test.ask("GET", "/v0/me/cards", headers).status == 200)
        clock.advance(seconds: 3_600)
        let ended = try test.ask("GET", "/v0/me/cards", headers)
        #expect(ended.status == 401)
        #expect(ended["error"] == "invalid_token")
    }

    @Test(
        arguments: [
            (["Authorization": "Basic bm9ib2R5"], "grant_type=client_credentials", 401),
            ([:], "grant_type=client_credentials", 401), (Self.client, "grant_type=password", 400),
            (Self.client, "", 400),
        ] as [(KeyValuePairs<String, String>, String, Int)])
    func wrongRequestsForATokenAreRefused(
        headers: KeyValuePairs<String, String>, form: String, status: Int
    ) throws {
        let test = try server()
        defer { test.stop() }
        #expect(try test.ask("POST", "/oauth2/token", headers, form).status == status)
    }

    @Test(
        arguments: ["/v0/me/cards", "/v0/me/cards/x", "/v0/me/transactions"])
    func everythingElseNeedsAToken(path: String) throws {
        let test = try server()
        defer { test.stop() }
        for headers: KeyValuePairs in [
            [:], ["Authorization": "Bearer wrong"], ["Authorization": "personal"],
        ] {
            let answer = try test.ask("GET", path, headers)
            #expect(answer.status == 401)
            #expect(answer["error"] == "invalid_token")
        }
    }

    @Test func cardsAreListedAndRead() throws {
        let test = try server()
        defer { test.stop() }
        let cards = try test.ask("GET", "/v0/me/cards", Self.token)
        #expect(cards.status == 200)
        #expect(cards.header("Content-Range") == "items 0-1/2")
        #expect(cards["0.currency"] == "BTC")
        #expect(cards["1.available"] == "90.00")
        let euros = try test.ask("GET", "/v0/me/cards?q=currency%3AEUR%2CUSD", Self.token)
        #expect(euros.header("Content-Range") == "items 0-0/1")
        let starred = try test.ask("GET", "/v0/me/cards?q=settings.starred:true", Self.token)
        #expect(starred.text == "[]")
        #expect(starred.header("Content-Range") == "items */0")
        let wrong = try test.ask("GET", "/v0/me/cards?q=colour:red", Self.token)
        #expect(wrong.status == 400)
        #expect(wrong["code"] == "validation_failed")
        let id = FixtureProgram.uuid(1)
        #expect(try test.ask("GET", "/v0/me/cards/\(id)", Self.token)["id"] == id)
        #expect(try test.ask("GET", "/v0/me/cards/1address1", Self.token)["id"] == id)
        let missing = try test.ask("GET", "/v0/me/cards/\(FixtureProgram.uuid(9))", Self.token)
        #expect(missing.status == 404)
        #expect(missing["code"] == "not_found")
        #expect(try test.ask("POST", "/v0/me/cards", Self.token).status == 405)
    }

    @Test(
        arguments: [
            (nil, 200, "items 0-49/110", 1_110), ("items=0-4", 206, "items 0-4/110", 1_110),
            ("items=100-149", 206, "items 100-109/110", 1_010),
            ("items=50-500", 206, "items 50-99/110", 1_060),
            ("items=110-120", 416, "items */110", nil), ("items=5-4", 412, nil, nil),
            ("items=a-4", 412, nil, nil), ("bytes=0-4", 412, nil, nil), ("items=4", 412, nil, nil),
            ("items=-4", 412, nil, nil), ("items=0-99999999999", 412, nil, nil),
        ] as [(String?, Int, String?, Int?)])
    func transactionsComeInRanges(
        range: String?, status: Int, contentRange: String?, first: Int?
    ) throws {
        let test = try server()
        defer { test.stop() }
        let path = "/v0/me/cards/\(FixtureProgram.uuid(1))/transactions"
        let answer =
            if let range {
                try test.ask(
                    "GET", path, ["Authorization": "Bearer personal", "Range": range])
            } else {
                try test.ask("GET", path, Self.token)
            }
        #expect(answer.status == status)
        #expect(answer.header("Content-Range") == contentRange)
        #expect(answer["0.id"] == first.map(FixtureProgram.uuid))
    }

    @Test func transactionsAreReadByID() throws {
        let test = try server()
        defer { test.stop() }
        let id = FixtureProgram.uuid(1_007)
        let answer = try test.ask("GET", "/v0/me/transactions/\(id)", Self.token)
        #expect(answer["origin.amount"] == "0.07")
        #expect(answer["origin.CardId"] == FixtureProgram.uuid(1))
        #expect(answer["destination.type"] == "external")
        #expect(try test.ask("GET", "/v0/me/transactions/x", Self.token).status == 404)
        let all = try test.ask("GET", "/v0/me/transactions", Self.token)
        #expect(all.header("Content-Range") == "items 0-49/120")
        let none = try test.ask("GET", "/v0/me/cards/x/transactions", Self.token)
        #expect(none.status == 404)
    }

    @Test func twoHundredAndFiftyRequestsAMinuteAreTheLimit() throws {
        let clock = HandClock()
        let test = try server(clock.options)
        defer { test.stop() }
        let path = "/v0/me/cards/\(FixtureProgram.uuid(1))"
        for _ in 0..<250 { #expect(try test.ask("GET", path, Self.token).status == 200) }
        clock.advance(seconds: 20)
        let refused = try test.ask("GET", path, Self.token)
        #expect(refused.status == 429)
        #expect(refused.header("Retry-After") == "40")
        clock.advance(seconds: 40)
        #expect(try test.ask("GET", path, Self.token).status == 200)
    }

    @Test func fiftyTokensInFiveMinutesAreTheLimit() throws {
        let test = try server(HandClock().options)
        defer { test.stop() }
        for _ in 0..<50 { _ = try test.ask("POST", "/oauth2/token", Self.client, "") }
        let refused = try test.ask("POST", "/oauth2/token", Self.client, "")
        #expect(refused.status == 429)
        #expect(refused.header("Retry-After") == "300")
    }
}
