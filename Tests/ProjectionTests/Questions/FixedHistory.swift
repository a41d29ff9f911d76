import Events
import Programs
import Providers
import SimulatedProviders

/// A week in March 2026 of three small programs, event by event.
///
/// The questions of `sql/README.md` are asked of it. Monday is the 2nd.
struct FixedHistory {
    struct Delivery {
        let body: [UInt8]
        let receivedAt: Timestamp
    }

    private(set) var deliveries: [Delivery] = []

    /// "3 08:30" is the 3rd of March, UTC.
    static func at(_ text: String) -> Timestamp {
        let parts = text.split(whereSeparator: { " :".contains($0) }).compactMap { Int64($0) }
        // 2026-03-01T00:00:00Z
        return Timestamp(
            microseconds: (1_772_323_200 + (parts[0] - 1) * 86_400 + parts[1] * 3_600
                + parts[2] * 60) * 1_000_000)
    }

    /// Received two seconds after it happened, unless told otherwise.
    private mutating func add(_ body: JSONBody, _ created: String, received: String? = nil) {
        add(bytes: body.bytes, created, received: received)
    }

    private mutating func add(bytes: [UInt8], _ created: String, received: String? = nil) {
        let receipt =
            received.map(Self.at)?.microseconds ?? Self.at(created).microseconds + 2_000_000
        deliveries.append(
            Delivery(body: bytes, receivedAt: Timestamp(microseconds: receipt)))
    }
}

// MARK: nCore: source `cards`

extension FixedHistory {
    static let cards: FixedHistory = {
        var history = FixedHistory()
        history.addCards()
        history.addPurchases()
        history.addOddities()
        return history
    }()

    private static let ann = NymCardPayload.Holder(
        userID: "user-ann", cardID: "card-ann", accountID: "acct-ann")
    private static let bob = NymCardPayload.Holder(
        userID: "user-bob", cardID: "card-bob", accountID: "acct-bob")
    private static let eve = NymCardPayload.Holder(
        userID: "user-eve", cardID: "card-eve", accountID: "acct-eve")

    private typealias Transaction = NymCardPayload.Transaction

    /// `cents` of US dollars, or of euros where the holder is Eve.
    private mutating func move(
        _ id: String, _ message: Transaction.MessageType, _ type: String, _ cents: Int64,
        _ holder: NymCardPayload.Holder, _ created: String, received: String? = nil,
        at merchant: (name: String, mcc: String)? = nil,
        change: (inout Transaction) -> Void = { _ in }
    ) {
        let currency = holder == Self.eve ? "EUR" : "USD"
        var transaction = Transaction(
            id: id, messageType: message, type: type,
            amount: SimulatedMoney(cents, currency, digits: 2), createdAt: Self.at(created))
        transaction.merchant = merchant?.name
        transaction.mcc = merchant?.mcc
        change(&transaction)
        add(NymCardPayload.transaction(transaction, holder), created, received: received)
    }

    private mutating func addCards() {
        for (holder, last4, created) in [
            (Self.ann, "1111", "2 09:00"), (Self.bob, "2222", "2 09:01"),
            (Self.eve, "3333", "2 09:02"),
        ] {
            add(NymCardPayload.cardCreated(holder, last4: last4, at: Self.at(created)), created)
        }
        move("load-ann", .api, "WALLET_CREDIT", 100_000, Self.ann, "2 09:10")
        move("load-bob", .api, "WALLET_CREDIT", 50_000, Self.bob, "2 09:12")
        move("load-eve", .api, "WALLET_CREDIT", 30_000, Self.eve, "2 09:14")
    }

    private mutating func addPurchases() {
        let cafe = ("Blue Cafe", "5814")
        let market = ("Fresh Market", "5411")
        let hotel = ("Grand Hotel", "7011")
        move("pay-1", .authorization, "PURCHASE", 4_000, Self.ann, "2 12:00", at: cafe)
        move("pay-2", .authorization, "PURCHASE", 20_000, Self.ann, "2 18:00", at: hotel)
        move("pay-1", .clearing, "PURCHASE", 4_250, Self.ann, "3 08:00", at: cafe)
        move("pay-3", .authorization, "PURCHASE", 6_000, Self.bob, "3 10:00", at: market)
        move(
            "pay-eve", .authorization, "PURCHASE", 4_500, Self.eve, "3 11:00",
            at: ("City Rail", "4111"))
        move("pay-3", .clearing, "PURCHASE", 6_000, Self.bob, "4 09:00", at: market)
        move(
            "pay-4", .authorization, "PURCHASE", 8_000, Self.bob, "4 13:00",
            at: ("Corner Fuel", "5541"))
        move(
            "pay-eve", .clearing, "PURCHASE", 4_500, Self.eve, "4 20:00", at: ("City Rail", "4111"))
        move("no-1", .authorization, "PURCHASE", 90_000, Self.bob, "5 10:00", at: hotel) {
            $0.statusCode = "0005"
            $0.statusDescription = "insufficient funds"
        }
        move("refund-1", .clearing, "REFUND", 1_500, Self.bob, "5 11:00", at: market) {
            $0.originalTransactionID = "pay-3"
        }
        // Charges state no time: booked at their receipt.
        add(
            NymCardPayload.chargeApplied(
                id: "fee-1", amount: SimulatedMoney(200, "USD", digits: 2), description: "card fee",
                type: "ISSUE", Self.ann), "5 12:00")
        // No authorization came before this one.
        move("pay-5", .clearing, "PURCHASE", 2_500, Self.bob, "6 02:00", at: ("Night Taxi", "4121"))
        move("pay-6", .authorization, "PURCHASE", 3_000, Self.ann, "6 09:00", at: cafe)
        add(
            NymCardPayload.expiredAuthorization(
                transactionID: "pay-4", Self.bob, at: Self.at("6 13:00")), "6 13:00")
    }

    private mutating func addOddities() {
        add(bytes: Array("{\"event\":\"TRANSACTION\",\"id\":".utf8), "6 15:00")
        add(["event": "LOYALTY_POINTS", "points": .number("5")], "6 16:00")
        // Two reports; between them 12.50 left the account that no event tells of.
        move(
            "pay-7", .authorization, "PURCHASE", 1_000, Self.bob, "6 17:00",
            at: ("Fresh Market", "5411")
        ) {
            $0.availableBalance = SimulatedMoney(42_000, "USD", digits: 2)
        }
        move(
            "pay-8", .authorization, "PURCHASE", 2_000, Self.bob, "7 10:00",
            at: ("Fresh Market", "5411")
        ) {
            $0.availableBalance = SimulatedMoney(38_750, "USD", digits: 2)
        }
        // The clearing of Friday evening comes on Monday morning; the last event is sent twice.
        move(
            "pay-6", .clearing, "PURCHASE", 3_000, Self.ann, "6 20:00", received: "9 10:00",
            at: ("Blue Cafe", "5814"))
        for minute in ["01", "05"] {
            move(
                "load-bob-2", .api, "WALLET_CREDIT", 10_000, Self.bob, "9 11:00",
                received: "9 11:\(minute)")
        }
        add(NymCardPayload.userStatusChange(userID: "user-ann", at: Self.at("9 12:00")), "9 12:00")
    }
}

// MARK: AgentCard: source `agents`; Uphold: source `wallets`

extension FixedHistory {
    static let agents: FixedHistory = {
        var history = FixedHistory()
        func envelope(_ id: String, _ created: String) -> AgentCardPayload.Envelope {
            AgentCardPayload.Envelope(id: "evt_\(id)", createdAt: at(created), isLive: true)
        }
        var dinner = AgentCardPayload.Transaction(
            id: "txn_dinner", cardID: "card_1", amountCents: 3_000, merchant: "Blue Cafe",
            mcc: "5814")
        var card = AgentCardPayload.Card(
            id: "card_1", holderID: "holder_1", last4: "4444", spendLimitCents: 20_000,
            balanceCents: 20_000)
        history.add(AgentCardPayload.cardCreated(card, envelope("1", "2 10:00")), "2 10:00")
        history.add(
            AgentCardPayload.transaction(.authorized, dinner, envelope("2", "4 19:00")), "4 19:00")
        dinner.amountCents = 3_500
        history.add(
            AgentCardPayload.transaction(.cleared, dinner, envelope("3", "5 19:00")), "5 19:00")
        card.balanceCents = 16_500
        history.add(AgentCardPayload.cardUpdated(card, envelope("4", "9 12:00")), "9 12:00")
        return history
    }()

    static let wallets: FixedHistory = {
        var history = FixedHistory()
        let envelope = UpholdPayload.Envelope(
            id: "33333333-3333-4333-8333-000000000001", userID: "user", createdAt: at("4 08:00"))
        history.add(
            UpholdPayload.cardUpdated(
                cardID: "11111111-1111-4111-8111-000000000001",
                transactionID: "22222222-2222-4222-8222-000000000001", envelope), "4 08:00")
        history.add(
            UpholdPayload.authorizationRevoked(
                authorizationID: "authorization-1",
                UpholdPayload.Envelope(
                    id: "33333333-3333-4333-8333-000000000002", userID: "user",
                    createdAt: at("9 12:00"))), "9 12:00")
        return history
    }()
}

extension ProjectionFixture {
    /// The fixed history in the log, each event at its time of receipt, and folded.
    ///
    /// Its last events come on Monday the 9th at noon, so what was due by then is judged.
    func appendFixedHistory() throws {
        let histories: [(Provider, String, FixedHistory)] = [
            (.nymcard, "cards", .cards), (.agentcard, "agents", .agents),
            (.uphold, "wallets", .wallets),
        ]
        for (provider, name, history) in histories {
            let source = try source(provider, name)
            var newest: Int64 = 0
            for delivery in history.deliveries {
                let position = try append([delivery.body], to: source)[0]
                try setReceipt(
                    of: source, position, isNew: position > newest, delivery.receivedAt)
                newest = max(newest, position)
            }
            try project(source)
        }
    }

    /// Of a new event, or of the repeat of one; the head's, too, so that the next receipt is not
    /// held back by the database's clock.
    private func setReceipt(
        of source: TestSource, _ position: Int64, isNew: Bool, _ time: Timestamp
    ) throws {
        let at = "timestamptz 'epoch' + \(time.microseconds) * interval '1 microsecond'"
        try withoutGuards(
            """
            UPDATE log.\(isNew ? "event" : "redelivery") SET received_at = \(at)
            WHERE source_id = \(source.sourceID) AND position = \(position);
            UPDATE log.head SET received_at = \(at) WHERE source_id = \(source.sourceID)
            """)
    }
}
