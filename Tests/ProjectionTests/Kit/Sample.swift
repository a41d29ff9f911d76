import Events
import Money
import Postgres

@testable import Ledger
@testable import Projection
@testable import Reconciliation

/// A record of each table whose values are all different, and the text of each of its columns.
enum Sample {
    static let key = AccountKey(id: "a", currency: Currency(uncheckedCode: "USD"))
    static let uuid = UUIDBytes(high: 1, low: 2)

    /// So many days after the start of 2026.
    static func time(_ days: Int64) -> Timestamp {
        Timestamp(microseconds: 1_767_225_600_000_000 + days * 86_400_000_000)
    }

    static func text(_ days: Int) -> String {
        "2026-01-\(days < 9 ? "0" : "")\(days + 1) 00:00:00+00"
    }

    static func amount(_ cents: Int128) -> Amount { Amount(units: cents, scale: 2) }

    static func money(_ cents: Int128) -> MonetaryAmount {
        MonetaryAmount(amount: amount(cents), currency: key.currency)
    }

    // MARK: Transaction

    /// Authorized 50.00, cleared 12.00, reversed 3.00, refunded 1.00: 35.00 are held.

    static let transaction: TransactionRecord = {
        let kinds: [(TransactionStep.Kind, Int128)] = [
            (.authorized, 50_00), (.cleared, 12_00), (.reversed, 3_00), (.refunded, 1_00),
        ]
        var steps: [StepRecord] = []
        for (place, (kind, cents)) in kinds.enumerated() {
            var step = TransactionStep(transactionID: "t", kind: kind, amount: money(cents))
            step.cardID = "card"
            step.accountID = "account"
            step.originalTransactionID = "original"
            step.merchant = "SHOP"
            step.mcc = "5814"
            steps.append(
                StepRecord(
                    step: step, key: FactKey(eventID: "e\(place)", ordinal: 0),
                    createdAt: time(Int64(place)), receivedAt: time(9), position: Int64(place)))
        }
        let reference = ReferenceRecord(
            key: FactKey(eventID: "r", ordinal: 0), cardID: "card", createdAt: time(1),
            receivedAt: time(2), position: 9)
        // The steps are lawful: a change of the ledger that refuses them is seen at once.
        // swift-format-ignore: NeverUseForceTry
        return try! TransactionRecord(
            Transaction(id: "t", steps: steps, references: [reference]), LedgerPolicy())
    }()

    static let transactionTexts = [
        "transaction_id": "t", "state": "partially_cleared", "kind": "payment", "currency": "USD",
        "authorized": "50.00", "held": "35.00", "cleared": "12.00", "reversed": "3.00",
        "refunded": "1.00", "card_id": "card", "account_id": "account",
        "original_id": "original", "merchant": "SHOP", "mcc": "5814", "created_at": text(0),
        "updated_at": text(3), "steps": transaction.transaction.stepsJSON,
        "mentions": transaction.transaction.referencesJSON,
    ]

    // MARK: Card

    static let card: Card = {
        func stamped<Value>(_ value: Value) -> StampedField<Value> {
            StampedField(
                value: value,
                stamp: FieldStamp(
                    isFinal: false, createdAt: time(1), key: FactKey(eventID: "e", ordinal: 1)))
        }
        func point(_ days: Int64) -> EventPoint {
            EventPoint(
                key: FactKey(eventID: "e", ordinal: 1), createdAt: time(days),
                receivedAt: time(days + 1), position: days)
        }
        var card = Card(id: "card")
        card.status = stamped("open")
        card.last4 = stamped("4242")
        card.expiry = stamped("2029-12")
        card.holderID = stamped("holder")
        card.accountID = stamped("account")
        card.currency = stamped(key.currency)
        card.spendLimit = stamped(money(7_00))
        card.closeReason = stamped("lost")
        card.opened = point(1)
        card.closed = point(2)
        card.firstActivity = point(3)
        card.lastEventAt = time(4)
        return card
    }()

    static let cardTexts = [
        "card_id": "card", "account_id": "account", "status": "open", "last4": "4242",
        "expiry": "2029-12", "holder_id": "holder", "currency": "USD", "spend_limit": "7.00",
        "opened_at": text(1), "closed_at": text(2), "last_event_at": text(4),
        "fields": card.fieldsJSON,
    ]

    // MARK: Account

    static let report = ReportRecord(
        key: FactKey(eventID: "evt", ordinal: 3), asOf: time(1), total: amount(4_00),
        available: amount(5_00), receivedAt: time(2), position: 6, accountKind: .account)

    private static func account(_ reports: [ReportRecord]) -> Account {
        Account(
            key: key, kind: .account, posted: amount(11_00), pending: amount(12_00),
            available: amount(13_00), entryCount: 14, lastEventAt: time(5), reports: reports,
            movements: [], opening: amount(16_00), openingUntil: time(6),
            reportCounts: ReportCounts(all: 17, ofTotal: 18, ofAvailable: 19))
    }

    /// What its row alone tells of it.
    static let accountWithoutHistory = account([])

    static let accountRow: AccountRow = {
        // The opening explains the report: no drift, which no other value equals.
        // swift-format-ignore: NeverUseForceTry
        try! AccountRow(account([report]), LedgerPolicy())
    }()

    static let accountTexts = [
        "account_id": "a", "currency": "USD", "kind": "account", "posted": "11.00",
        "pending": "12.00", "available": "13.00", "entry_count": "14", "opening": "16.00",
        "reported_balance": "4.00", "reported_available": "5.00", "reported_at": text(1),
        "drift": "0.00", "last_event_at": text(5), "opening_until": text(6), "reports": "17",
        "reports_of_total": "18", "reports_of_available": "19",
    ]

    static let reportTexts = [
        "account_id": "a", "currency": "USD", "as_of": text(1), "event_id": "evt", "ordinal": "3",
        "total": "4.00", "available": "5.00", "received_at": text(2), "position": "6",
        "account_kind": "account",
    ]

    // MARK: Entry

    static let entry = EntryRow(
        id: uuid,
        entry: Entry(
            key: Entry.Key(
                transactionID: "t", cause: FactKey(eventID: "evt", ordinal: 1), leg: 2),
            account: key, accountKind: .account, layer: .pending, amount: amount(3_00),
            available: amount(4_00), effectiveAt: time(5), effectiveSource: .stated,
            step: "authorized", position: 6),
        knownFrom: 7, knownUntil: 8)

    static let entryTexts = [
        "entry_id": uuid.description, "known_from": "7", "known_until": "8",
        "transaction_id": "t", "account_id": "a", "currency": "USD", "account_kind": "account",
        "layer": "pending", "amount": "3.00", "available": "4.00", "effective_at": text(5),
        "effective_source": "stated", "step": "authorized", "event_id": "evt", "ordinal": "1",
        "leg": "2", "position": "6",
    ]

    // MARK: Finding

    static let finding = FindingRecord(
        finding: Finding(
            key: FindingKey(
                rule: .balanceGap, subject: Subject(kind: .account, id: "a"),
                discriminator: "evt"),
            severity: .warning, summary: "Something is missing.", amount: money(3_00),
            evidence: [Evidence(position: 4, role: "this event")], count: 5, createdAt: time(1)),
        status: .acknowledged, detectedAt: time(2), resolvedAt: time(3),
        isResolvedByOperator: true)

    static let findingTexts = [
        "finding_id": uuid.description, "rule": "balance-gap", "severity": "warning",
        "status": "acknowledged", "subject_kind": "account", "subject_id": "a",
        "discriminator": "evt", "summary": "Something is missing.", "amount": "3.00",
        "currency": "USD", "evidence": #"[{"role": "this event", "position": 4}]"#,
        "occurrences": "5", "detected_at": text(2), "created_at": text(1),
        "resolved_at": text(3), "resolved_by_operator": "true",
    ]
}
