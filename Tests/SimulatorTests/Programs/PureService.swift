import Cryptography
import Events
import Ledger
import Programs
import Providers
import Reconciliation
import SimulatedProviders

/// The service without its database and network: a log in memory, and the reconciler.
struct PureService {
    private let provider: ProviderSettings
    private var reconciler: Reconciler
    private var log: [String: (position: Int64, content: [UInt8])] = [:]
    private var position: Int64 = 0
    /// All findings that ever were, as they are now.
    private var found: [FindingKey: FindingRecord] = [:]
    /// The most severe that each finding ever was.
    private(set) var severities: [FindingKey: Severity] = [:]

    init(_ kind: ProgramKind, isLive: Bool = true, thresholds: Thresholds = Thresholds()) {
        guard let product = Provider(named: kind.name) else {
            preconditionFailure("no provider is named \(kind.name)")
        }
        provider = ProviderSettings(provider: product)
        let policy = provider.format.booking.policy
        reconciler = Reconciler(
            policy: policy,
            rules: RuleSettings(
                sourceName: "cards", thresholds: thresholds, isLive: isLive,
                resolvesTransactions: provider.format.statesAmounts,
                announcesCards: policy.announcesCards,
                clockResolutionMicroseconds: policy.clockResolutionMicroseconds))
    }

    /// Takes an authentic delivery; false: a repeat that changes nothing.
    @discardableResult
    mutating func take(_ body: [UInt8], at receivedAt: Timestamp) throws -> Bool {
        guard let event = append(body, at: receivedAt) else { return false }
        let reading = EventReading(event, settings: reconciler.rules) {
            event throws(DecodeError) in try interpret(event, settings: provider)
        }
        try expectNothing(reconciler.take(reading))
        try note()
        return true
    }

    /// Lets time pass without anything coming.
    mutating func wait(until time: Timestamp) throws {
        try expectNothing(reconciler.advance(to: time))
        try note()
    }

    private struct UnexpectedNeeds: Error { let needs: Needs }

    /// Nothing is stored anywhere else.
    private func expectNothing(_ needs: Needs?) throws {
        if let needs { throw UnexpectedNeeds(needs: needs) }
    }

    /// The event as the log holds it; nil when it is there already.
    private mutating func append(_ body: [UInt8], at receivedAt: Timestamp) -> LoggedEvent? {
        let request = WebhookRequest(headers: [], body: body, receivedAt: receivedAt)
        let digest = Hexadecimal.encode(SHA256.digest(of: body))
        var event = LoggedEvent(
            sourceID: 1, position: position + 1, kind: .webhook, eventID: "derived:" + digest,
            type: nil, receivedAt: receivedAt, body: body)
        var content = body
        switch readEnvelope(of: request, settings: provider) {
        case .ping: return nil
        case .undecodable(let reason): event.decodeError = reason
        case .event(let envelope):
            if case .stated(let id) = envelope.identity { event.eventID = id }
            event.type = envelope.type
            event.subject = envelope.subject
            event.createdAt = envelope.createdAt
            event.attempt = envelope.attempt
            content = envelope.content ?? body
        }
        if let first = log[event.eventID] {
            if first.content == content { return nil }
            event.repeats = first.position
        }
        position += 1
        if event.repeats == nil { log[event.eventID] = (position, content) }
        return event
    }

    private mutating func note() throws {
        for record in try reconciler.takeChanges().findings {
            let finding = record.finding
            found[finding.key] = record
            severities[finding.key] = max(severities[finding.key] ?? .info, finding.severity)
        }
        reconciler.noteSettled()
    }

    var books: Books { reconciler.books }

    var records: [FindingRecord] { Array(found.values) }

    var undecoded: [String] { keys(of: .undecodable).map(\.discriminator) }

    var unknownTypes: [String] { keys(of: .unknownType).map(\.subject.id) }

    private func keys(of rule: Rule) -> [FindingKey] { found.keys.filter { $0.rule == rule } }
}
