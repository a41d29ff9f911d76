import Delivery
import Events
import HTTPClient
import HTTPServer
import Programs
import ProviderAPI
import Providers
import Runtime
import SimulatedProviders
import Synchronization
import Testing

/// A provider's REST side on a free port of the loopback, over a program that does not change.
final class APITestServer: Sendable {
    let server: HTTPServer
    let port: UInt16
    let desk: DeliveryDesk
    let channel: DeliveryChannel
    private let engine: Worker?

    /// `runsEngine`: whether an engine takes pings and resends, as in a simulation.
    init(
        _ provider: Provider, runsEngine: Bool = false,
        _ routes: (DeliveryChannel) -> [Route]
    ) throws {
        let desk = try DeliveryDesk()
        let channel = DeliveryChannel(
            style: .of(provider),
            policy: DeliveryStyle.of(provider).policy.scaled(by: 10_000_000), desk: desk)
        self.desk = desk
        self.channel = channel
        server = ProviderAPIServer.make(
            listen: ListenAddress(address: .loopback, port: 0), routes: routes(channel),
            logger: .silent)
        try server.start()
        port = try #require(server.address?.port)
        engine =
            try runsEngine
            ? Worker("engine") {
                var options = DeliveryOptions()
                options.staysOpen = true
                _ = try? DeliveryEngine(channels: [channel], desk: desk, options: options)
                    .run(WebhookList([]))
            } : nil
    }

    func stop() {
        server.stop()
        desk.requestStop()
        engine?.join()
    }

    func ask(
        _ method: String, _ path: String, _ headers: KeyValuePairs<String, String> = [:],
        _ body: String = ""
    ) throws -> APIAnswer {
        var sender = HTTPSender(host: "127.0.0.1", port: port)
        let answer = try sender.request(
            method, path, headers: headers.map { HeaderField(name: $0.key, value: $0.value) },
            body: Array(body.utf8))
        return APIAnswer(answer: answer)
    }
}

/// An answer of an API with its body read.
struct APIAnswer {
    let answer: HTTPAnswer

    var status: Int { answer.status }
    var text: String { answer.text }
    var json: JSONValue? { (try? JSONDocument(parsing: answer.body))?.root }

    func header(_ name: String) -> String? { answer.header(name) }

    /// The text at a path such as `data.0.id`; numbers and booleans as they are written.
    subscript(_ path: String) -> String? {
        guard let value = json?.value(atPath: path) else { return nil }
        return value.string ?? value.numberText ?? value.bool.map { "\($0)" }
    }

    func count(_ path: String) -> Int? {
        json?.value(atPath: path).map { $0.elements.reduce(0) { count, _ in count + 1 } }
    }
}

/// A clock that a test moves.
final class HandClock: Sendable {
    private let microseconds = Mutex<Int64>(1_767_225_600_000_000)

    func advance(seconds: Int64) {
        microseconds.withLock { $0 += seconds * 1_000_000 }
    }

    func set(_ time: Timestamp) {
        microseconds.withLock { $0 = time.microseconds }
    }

    var now: Timestamp { Timestamp(microseconds: microseconds.withLock { $0 }) }

    var options: APIOptions {
        var options = APIOptions()
        options.clock.wallMicroseconds = { [self] in microseconds.withLock { $0 } }
        return options
    }
}

/// A program as every provider's API tells it, told here by hand.
struct FixtureProgram: NymCardProgramReading, UpholdProgramReading, AgentCardProgramReading {
    static let start = Timestamp(microseconds: 1_767_225_600_000_000)

    private static func time(_ seconds: Int) -> Timestamp {
        Timestamp(microseconds: start.microseconds + Int64(seconds) * 1_000_000)
    }

    private static func dollars(_ cents: Int64) -> SimulatedMoney {
        SimulatedMoney(cents, "USD", digits: 2)
    }

    // MARK: NymCard

    func nymcardAccount(_ id: String) -> NymCardAccountObject? {
        guard id == "acct-1" else { return nil }
        return NymCardAccountObject(
            id: id, available: SimulatedMoney(87_500, "KWD", digits: 3),
            current: SimulatedMoney(100_000, "KWD", digits: 3))
    }

    func nymcardCard(_ id: String) -> NymCardCardObject? {
        guard id == "card-1" else { return nil }
        return NymCardCardObject(
            id: id, userID: "user-1", accountID: "acct-1", status: "ACTIVE", last4: "4242")
    }

    /// Five of 10 to 50 dollars on two cards.
    func nymcardTransactions() -> [NymCardTransactionObject] {
        (1...5).map { number in
            NymCardTransactionObject(
                id: "txn-\(number)", type: "PURCHASE", cardID: "card-\(number % 2 + 1)",
                userID: "user-1", accountID: "acct-1", amount: Self.dollars(Int64(number) * 1_000),
                held: Self.dollars(0), cleared: Self.dollars(Int64(number) * 1_000),
                merchant: "SHOP \(number)", status: "CLEARED", createdAt: Self.time(number))
        }
    }

    // MARK: Uphold

    static func uuid(_ number: Int) -> String {
        "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - "\(number)".count)
            + "\(number)"
    }

    func upholdCards() -> [UpholdCardObject] {
        (1...2).map { number in
            UpholdCardObject(
                id: Self.uuid(number), label: "Wallet \(number)",
                balance: SimulatedMoney(10_000, number == 1 ? "EUR" : "BTC", digits: 2),
                available: SimulatedMoney(9_000, number == 1 ? "EUR" : "BTC", digits: 2),
                lastTransactionAt: Self.start, addresses: ["bitcoin": "1address\(number)"])
        }
    }

    func upholdCard(_ id: String) -> UpholdCardObject? { upholdCards().first { $0.id == id } }

    /// 120, all but the last ten of the first card.
    func upholdTransactions(ofCard cardID: String?) -> [UpholdTransactionObject] {
        (1...120).map { number in
            UpholdTransactionObject(
                id: Self.uuid(1_000 + number), type: "transfer", status: "completed",
                createdAt: Self.time(number),
                origin: .init(
                    cardID: Self.uuid(number <= 110 ? 1 : 2),
                    amount: SimulatedMoney(Int64(number), "EUR", digits: 2)),
                destination: .init(
                    cardID: nil, amount: SimulatedMoney(Int64(number), "EUR", digits: 2)))
        }.filter { transaction in cardID.map { transaction.origin.cardID == $0 } ?? true }
    }

    func upholdTransaction(_ id: String) -> UpholdTransactionObject? {
        upholdTransactions(ofCard: nil).first { $0.id == id }
    }

    // MARK: AgentCard

    func agentcardCards() -> [AgentCardCardObject] {
        (1...3).map { number in
            AgentCardCardObject(
                id: "card_\(number)", holderID: "ch_\(number)", last4: "424\(number)",
                spendLimitCents: 5_000, balanceCents: 750, status: number == 3 ? "CLOSED" : "OPEN",
                createdAt: Self.time(number))
        }
    }

    func agentcardCard(_ id: String) -> AgentCardCardObject? {
        agentcardCards().first { $0.id == id }
    }

    func agentcardTransactions(ofCard cardID: String) -> [AgentCardTransactionObject] {
        [
            AgentCardTransactionObject(
                id: "txn_1", amountCents: 150, merchant: "SHOP", status: "PENDING",
                createdAt: Self.start)
        ]
    }
}
