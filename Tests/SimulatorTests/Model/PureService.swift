import Cryptography
import Events
import Ledger
import Providers
import Reconciliation
import Simulator

/// The service without its database and network: envelopes, deduplication, facts, books, rules and
/// deadlines of one source, in memory.
struct PureService {
    let provider: ProviderSettings
    let rules: RuleSettings
    var books: Books
    var findings = FindingBook()
    private var deadlines = Deadlines()
    private var streams: [EventStream: StreamHead] = [:]
    private var accounts: Set<AccountKey> = []
    private var known: [String: (position: Int64, content: [UInt8])] = [:]
    private var position: Int64 = 0
    /// The most severe that each finding ever was.
    private(set) var severities: [FindingKey: Severity] = [:]
    private(set) var undecoded: [String] = []
    private(set) var unknownTypes: Set<String> = []

    init(_ kind: ProgramKind, isLive: Bool = true, thresholds: Thresholds = Thresholds()) {
        provider = ProviderSettings(provider: kind.provider)
        let policy =
            switch kind {
            case .nymcard: LedgerPolicy()
            case .uphold: LedgerPolicy(announcesCards: false)
            case .agentcard:
                LedgerPolicy(
                    clearing: .restate, releasesRestAfterPartialClearing: true,
                    clockResolutionMicroseconds: 1_000_000)
            }
        rules = RuleSettings(
            sourceName: "cards", thresholds: thresholds, isLive: isLive,
            resolvesTransactions: kind != .uphold, announcesCards: policy.announcesCards,
            clockResolutionMicroseconds: policy.clockResolutionMicroseconds)
        books = Books(policy: policy)
    }

    /// Takes an authentic delivery; false: a repeat that changes nothing.
    @discardableResult
    mutating func take(_ body: [UInt8], at receivedAt: Timestamp) throws -> Bool {
        let request = WebhookRequest(headers: [], body: body, receivedAt: receivedAt)
        let digest = Hexadecimal.encode(SHA256.digest(of: body))
        var event = LoggedEvent(
            sourceID: 1, position: position + 1, kind: .webhook, eventID: "derived:" + digest,
            type: nil, receivedAt: receivedAt, body: body)
        var content = body
        switch readEnvelope(of: request, settings: provider) {
        case .ping: return false
        case .undecodable(let reason): event.decodeError = reason
        case .event(let envelope):
            if case .stated(let id) = envelope.identity { event.eventID = id }
            event.type = envelope.type
            event.subject = envelope.subject
            event.createdAt = envelope.createdAt
            event.attempt = envelope.attempt
            content = envelope.content ?? body
        }
        if let first = known[event.eventID] {
            if first.content == content { return false }
            event.repeats = first.position
        }
        position += 1
        if event.repeats == nil { known[event.eventID] = (position, content) }
        try fireDeadlines(upTo: receivedAt)
        try fold(event)
        return true
    }

    /// Lets time pass without anything coming.
    mutating func wait(until time: Timestamp) throws { try fireDeadlines(upTo: time) }

    private mutating func fold(_ event: LoggedEvent) throws {
        var (interpretation, withheld): (Interpretation?, String?)
        if event.repeats == nil, event.decodeError == nil {
            do throws(DecodeError) {
                interpretation = try interpret(event, settings: provider)
            } catch {
                withheld = error.reason
            }
        }
        if let reason = event.decodeError ?? withheld { undecoded.append(reason) }
        if let facts = interpretation, facts.isKnownType,
            !ModeMismatch.isMismatch(facts, settings: rules)
        {
            try judge(try books.fold(event, facts), event)
        } else if interpretation?.isKnownType == false {
            unknownTypes.insert(event.type ?? "")
        }
        let stream = interpretation?.stream
        let arrival = Arrival(
            event: event, interpretation: interpretation, quarantineReason: withheld,
            streamHead: stream.flatMap { streams[$0] })
        for finding in ArrivalRules.judge(arrival, settings: rules) {
            note(finding)
            findings.note(finding, at: event.receivedAt, position: event.position)
        }
        guard let stream else { return }
        streams[stream] = ArrivalRules.advance(streams[stream], by: arrival, settings: rules)
    }

    private mutating func judge(_ change: FoldChanges, _ event: LoggedEvent) throws {
        let now = event.receivedAt
        for id in change.transactionIDs {
            guard let transaction = books.transaction(id) else { continue }
            apply(TransactionUnresolved.judge(transaction, now: now, settings: rules), event)
            apply(LifecycleGap.judge(transaction), event)
        }
        for changed in change.cards {
            guard let card = books.card(changed.id) else { continue }
            apply(LifecycleGap.judge(card, settings: rules), event)
        }
        for change in change.accounts {
            accounts.insert(change.key)
            guard let changed = BalanceChange(change), let account = books.account(change.key)
            else { continue }
            apply(balanceGaps(of: account, changed, now: now), event)
        }
    }

    /// All of the account is in memory, so that no window is too small.
    private func balanceGaps(
        of account: Account, _ changed: BalanceChange, now: Timestamp
    ) -> Judgement {
        BalanceGap.judge(account, changed: changed, now: now, settings: rules)
            ?? BalanceGap.judge(account, now: now, settings: rules)
    }

    private mutating func apply(_ judgement: Judgement, _ event: LoggedEvent) {
        apply(judgement, at: event.receivedAt, position: event.position)
    }

    private mutating func apply(_ judgement: Judgement, at: Timestamp, position: Int64?) {
        deadlines.apply(judgement)
        findings.apply(judgement, at: at, position: position)
        for finding in judgement.findings { note(finding) }
    }

    private mutating func note(_ finding: Finding) {
        let worst = severities[finding.key] ?? .info
        severities[finding.key] = max(worst, finding.severity)
    }

    private mutating func fireDeadlines(upTo time: Timestamp) throws {
        while let review = deadlines.takeNext(upTo: time) {
            let subject = review.key.subject
            if review.key.rule == .transactionUnresolved {
                guard let transaction = books.transaction(subject.id) else { continue }
                apply(
                    TransactionUnresolved.judge(transaction, now: review.at, settings: rules),
                    at: review.at, position: nil)
                continue
            }
            for key in accounts where key.id == subject.id {
                guard let account = books.account(key) else { continue }
                for report in account.reports
                where report.key.eventID == review.key.discriminator {
                    apply(
                        balanceGaps(
                            of: account, BalanceChange(at: report.asOf), now: review.at),
                        at: review.at, position: nil)
                }
            }
        }
    }

    /// All findings that ever were, as they are now.
    var records: [FindingRecord] { severities.keys.compactMap { findings.record($0) } }

    /// The findings that stand, with their severity now.
    var open: [FindingKey: Severity] {
        var open: [FindingKey: Severity] = [:]
        for key in severities.keys {
            guard let record = findings.record(key), record.status == .open else { continue }
            open[key] = record.finding.severity
        }
        return open
    }
}
