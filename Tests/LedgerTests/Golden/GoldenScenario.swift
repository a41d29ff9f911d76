import Events
import Ledger
import Money
import Programs
import Providers
import Testing

/// Given these deliveries, the books have these entries, states and balances: in whatever order
/// they came, and however often.
struct GoldenScenario: Sendable, CustomTestStringConvertible {
    let name: String
    let given: [GoldenEvent]
    /// `t1 e1 pending a1 -10, @network +10`: one line per event and layer, by transaction.
    var entries: [String] = []
    /// `t1 cleared`, or `t1 authorized 10` where something is held.
    var states: [String] = []
    /// `a1 posted -12 pending 0 available -12`, and `opening +100` where there is one.
    var balances: [String] = []

    var testDescription: String { name }
}

/// One event of a scenario; the n-th is called `en`.
enum GoldenEvent: Sendable {
    /// A body as the provider delivers it.
    case webhook(JSONBody)
    /// An object as a read returned it, at a second.
    case read(type: String, Int64, JSONBody)
    /// What an operator decided, at a second.
    case decided(Int64, Decision)
    /// Facts in the words of `GivenEvent`.
    case facts(String)
}

/// What a provider's scenarios are read and booked with.
struct GoldenProvider {
    var settings: ProviderSettings
    var policy: LedgerPolicy

    static let nymcard = GoldenProvider(
        settings: ProviderSettings(provider: .nymcard), policy: .keeping)
    static let agentcard = GoldenProvider(
        settings: ProviderSettings(provider: .agentcard), policy: .releasing)
    static let uphold = GoldenProvider(
        settings: ProviderSettings(provider: .uphold), policy: LedgerPolicy(announcesCards: false))
    static let upholdEnterprise = GoldenProvider(
        settings: ProviderSettings(
            provider: .standardWebhooks,
            format: {
                var format = StandardWebhooksFormat()
                format.dialect = .upholdEnterprise
                return format
            }()),
        policy: LedgerPolicy(announcesCards: false))
}

extension GoldenScenario {
    /// Folds the events in the order given, in the reverse, and each twice; compares each time.
    func check(_ provider: GoldenProvider) throws {
        let events = try provider.logged(given)
        for order in [events, events.reversed(), events + events] {
            var books = Books(policy: provider.policy)
            var transactionIDs: Set<String> = []
            var accounts: Set<AccountKey> = []
            for event in order {
                let changes = try books.fold(event.event, event.interpretation)
                transactionIDs.formUnion(changes.transactionIDs)
                accounts.formUnion(changes.accounts.map(\.key))
                try books.checkInvariants()
            }
            compare(books, transactionIDs.sorted(), accounts)
        }
    }

    private func compare(
        _ books: Books, _ transactionIDs: [String], _ accounts: Set<AccountKey>
    ) {
        let lines = transactionIDs.flatMap { id in
            inWords(books.entries(ofTransaction: id) ?? []).map { "\(id) \($0)" }
        }
        #expect(lines == entries)
        let found = transactionIDs.compactMap { id in
            books.summary(ofTransaction: id).map { summary in
                "\(id) \(summary.state.rawValue)"
                    + (summary.held.isZero ? "" : " \(summary.held.inWords.dropFirst())")
            }
        }
        #expect(found == states)
        let expected = Set(balances)
        guard !expected.isEmpty else { return }
        let words = accounts.compactMap { key in
            books.account(key).map { account in
                account.inWords + (account.opening.map { " opening \($0.inWords)" } ?? "")
            }
        }
        #expect(expected.subtracting(words) == [], "the accounts are \(words.sorted())")
    }
}

extension GoldenProvider {
    /// The events as the log holds them: a repeated delivery is none.
    fileprivate func logged(_ given: [GoldenEvent]) throws -> [GivenEvent] {
        var identities: Set<String> = []
        var events: [GivenEvent] = []
        for (place, event) in given.enumerated() {
            let number = place + 1
            switch event {
            case .facts(let line):
                events.append(try GivenEvent(line, number: number))
            case .webhook(let body):
                let envelope = try envelope(of: body.bytes, number)
                let identity =
                    if case .stated(let id) = envelope.identity { id } else {
                        String(decoding: body.bytes, as: UTF8.self)
                    }
                guard identities.insert(identity).inserted else { continue }
                let event = logged(
                    .webhook, envelope.type, envelope.createdAt, body.bytes, number)
                events.append(
                    GivenEvent(event, try interpret(event, settings: settings)))
            case .read(let type, let at, let body):
                let event = logged(.fetch, type, second(at), body.bytes, number)
                events.append(GivenEvent(event, try interpret(event, settings: settings)))
            case .decided(let at, let decision):
                let event = logged(
                    .decision, decision.word, second(at), Array(decision.body.utf8), number)
                events.append(GivenEvent(event, try interpret(decision: event)))
            }
        }
        return events
    }

    private func envelope(of body: [UInt8], _ number: Int) throws -> Envelope {
        let request = WebhookRequest(
            headers: [
                HeaderField(name: "webhook-id", value: "msg_\(number)"),
                HeaderField(name: "webhook-timestamp", value: "1767225600"),
                HeaderField(name: "webhook-signature", value: "v1,x"),
            ], body: body, receivedAt: second(0))
        guard case .event(let envelope) = readEnvelope(of: request, settings: settings) else {
            throw UnreadableLine(line: String(decoding: body, as: UTF8.self))
        }
        return envelope
    }

    private func logged(
        _ kind: EventKind, _ type: String, _ createdAt: Timestamp?, _ body: [UInt8], _ number: Int
    ) -> LoggedEvent {
        let received = (createdAt ?? second(Int64(number))).microseconds + 60_000_000
        return LoggedEvent(
            sourceID: 1, position: Int64(number), kind: kind, eventID: "e\(number)", type: type,
            createdAt: createdAt, receivedAt: Timestamp(microseconds: received), body: body)
    }
}
