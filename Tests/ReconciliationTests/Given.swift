import Events
import Ledger
import Money
import Reconciliation

/// The vocabulary of the tests' "given": short constructors with plain defaults.
enum Given {
    static let usd = Currency(uncheckedCode: "USD")

    /// 2026-01-02T10:00:00Z.
    static let start = Timestamp(microseconds: 1_767_348_000_000_000)

    /// So many seconds after `start`.
    static func time(_ seconds: Double) -> Timestamp {
        Timestamp(microseconds: start.microseconds + Int64(seconds * 1_000_000))
    }

    static func cents(_ units: Int) -> Amount { Amount(units: Int128(units), scale: 2) }

    static func dollars(_ units: Int) -> MonetaryAmount {
        MonetaryAmount(amount: cents(units), currency: usd)
    }

    static func event(
        _ position: Int64 = 7, id: String = "evt_7", kind: EventKind = .webhook,
        repeats: Int64? = nil, type: String? = "card.updated", decodeError: String? = nil,
        createdAt: Timestamp? = time(0), receivedAt: Timestamp = time(1)
    ) -> LoggedEvent {
        LoggedEvent(
            sourceID: 1, position: position, kind: kind, eventID: id, repeats: repeats, type: type,
            decodeError: decodeError, createdAt: createdAt, receivedAt: receivedAt, body: [])
    }

    static let card = EventStream(kind: .card, id: "card_1")

    static func step(
        _ kind: TransactionStep.Kind, cents: Int? = nil, position: Int64 = 7, at seconds: Double = 0
    ) -> StepRecord {
        let amount = cents.map(dollars)
        return StepRecord(
            step: TransactionStep(transactionID: "txn_1", kind: kind, amount: amount),
            key: FactKey(eventID: "evt_\(position)", ordinal: 0), createdAt: time(seconds),
            receivedAt: time(seconds + 1), position: position)
    }

    static func reference(position: Int64, receivedAt: Double) -> ReferenceRecord {
        ReferenceRecord(
            key: FactKey(eventID: "evt_\(position)", ordinal: 0), cardID: "card_1",
            createdAt: time(receivedAt - 1), receivedAt: time(receivedAt), position: position)
    }

    static func report(
        _ event: String, at seconds: Double, available: Int? = nil, total: Int? = nil,
        receivedAt: Double? = nil, position: Int64 = 1
    ) -> ReportRecord {
        ReportRecord(
            key: FactKey(eventID: event, ordinal: 0), asOf: time(seconds),
            total: total.map(cents), available: available.map(cents),
            receivedAt: time(receivedAt ?? seconds), position: position)
    }

    /// A movement of posted money, unless `posted` says otherwise.
    static func movement(
        _ event: String, at seconds: Double, _ available: Int, posted: Int? = nil,
        floats: Bool = false, position: Int64 = 1
    ) -> Movement {
        Movement(
            cause: FactKey(eventID: event, ordinal: 0), transactionID: "txn_\(event)",
            effectiveAt: time(seconds), effectiveSource: floats ? .receipt : .stated,
            posted: cents(posted ?? available), pending: .zero, available: cents(available),
            position: position)
    }

    static func account(_ reports: [ReportRecord], _ movements: [Movement] = []) -> Account {
        Account(
            key: AccountKey(id: "card_1", currency: usd), kind: .card, posted: .zero,
            pending: .zero, available: .zero, entryCount: Int64(movements.count),
            lastEventAt: nil,
            reports: reports.sorted {
                ($0.asOf, $0.key.eventID, $0.key.ordinal)
                    < ($1.asOf, $1.key.eventID, $1.key.ordinal)
            },
            movements: movements.sorted {
                ($0.effectiveAt, $0.cause.eventID, $0.cause.ordinal)
                    < ($1.effectiveAt, $1.cause.eventID, $1.cause.ordinal)
            }, opening: nil)
    }

    /// The same account, known from the tick of its last few reports on.
    static func window(_ account: Account, reports count: Int) -> Account {
        guard count < account.reports.count, let last = account.reports.suffix(count).first else {
            return account
        }
        let start = Timestamp(microseconds: last.asOf.microseconds / 1_000_000 * 1_000_000)
        return Account(
            key: account.key, kind: .card, posted: .zero, pending: .zero, available: .zero,
            entryCount: account.entryCount, lastEventAt: nil,
            reports: account.reports.filter { $0.asOf >= start },
            movements: account.movements.filter { $0.effectiveAt >= start }, opening: nil,
            firstReport: account.reports.first, reportCounts: ReportCounts(account.reports),
            windowStart: start)
    }

    /// A clock of whole seconds, as AgentCard's.
    static let wholeSeconds = RuleSettings(
        sourceName: "agentcard-live", clockResolutionMicroseconds: 1_000_000)

    static func key(
        _ rule: Rule, _ kind: Subject.Kind, _ id: String, _ discriminator: String = ""
    ) -> FindingKey {
        FindingKey(
            rule: rule, subject: Subject(kind: kind, id: id), discriminator: discriminator)
    }
}
