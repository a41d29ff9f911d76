import Configuration
import Cryptography
import Events
import Ledger
import Providers
import Reconciliation
import Testing

@testable import Postgres
@testable import Projection

/// A fixed history, folded in memory, gives the rows that the version says.
///
/// When this fails, books that are rebuilt would differ from those that stand: raise `foldVersion`,
/// so that `trueup status` asks for a re-projection, and note the new digest here.
@Suite struct FoldVersionTests {
    /// What a version gives.
    static let known = (
        version: "4",
        digest: "7bd5cc0e60fe2df38e1566ce98ec2831ba555c41ac2877f3cb020a8516ae0069"
    )

    @Test func risesWithWhatAFoldGives() throws {
        var hash = SHA256()
        for provider in [Provider.nymcard, .agentcard, .uphold] {
            try Self.fold(provider) { bytes in hash.update(bytes) }
        }
        let digest = Hexadecimal.encode(hash.finish())
        #expect(foldVersion == Self.known.version)
        #expect(digest == Self.known.digest)
    }

    /// Hands out every row of every table, as it is stored.
    private static func fold(_ provider: Provider, _ take: ([UInt8]) -> Void) throws {
        let source = TestSource(
            sourceID: 1, configuration: try TestSource.configuration(provider, provider.name))
        let settings = source.configuration.foldSettings
        var reconciler = Reconciler(policy: settings.ledger, rules: settings.rules)
        let bodies = GeneratedHistory.bodies(provider, count: 300, seed: 2_026)
        var number: Int64 = 0
        for (place, body) in bodies.enumerated() {
            let event = event(body, position: Int64(place + 1), of: source)
            let reading = EventReading(event, settings: settings.rules) {
                event throws(DecodeError) in try decode(event, settings: settings.provider)
            }
            #expect(reconciler.take(reading) == nil)
            let output = FoldOutput(
                try reconciler.takeChanges(), Identifiers(source: source.name))
            reconciler.noteSettled()
            rows(of: output, after: number, Identifiers(source: source.name), take)
            number += Int64(output.transitions.count)
        }
    }

    private static func event(
        _ body: [UInt8], position: Int64, of source: TestSource
    ) -> LoggedEvent {
        // Received a minute after one another, from the day on which the history begins.
        let receivedAt = Timestamp(microseconds: 1_767_225_600_000_000 + position * 60_000_000)
        var event = LoggedEvent(
            sourceID: 1, position: position, kind: .webhook,
            eventID: "derived:" + Hexadecimal.encode(SHA256.digest(of: body)), type: nil,
            receivedAt: receivedAt, body: body)
        switch source.read(body) {
        case .failure(let error): event.decodeError = error.reason
        case .success(let envelope):
            if case .stated(let id) = envelope.identity { event.eventID = id }
            event.type = envelope.type
            event.subject = envelope.subject
            event.createdAt = envelope.createdAt
            event.attempt = envelope.attempt
        }
        return event
    }

    private static func rows(
        of output: FoldOutput, after number: Int64, _ identifiers: Identifiers,
        _ take: ([UInt8]) -> Void
    ) {
        func add<Owner: Table>(_ records: [Owner.Record], _ table: Owner.Type) {
            for cell in Owner.layout.cells { take(cell.array(records).bytes ?? []) }
        }
        add(output.newTransactions + output.transactions, TransactionTable.self)
        add(output.cards, CardTable.self)
        add(output.accounts, AccountTable.self)
        add(output.houses, HouseTable.self)
        add(output.reports, ReportTable.self)
        add(output.openedEntries, EntryTable.self)
        for closing in output.closedEntries {
            take(Array("\(closing.id) \(closing.position)".utf8))
        }
        add(output.activities, ActivityTable.self)
        add(output.quarantined, QuarantineTable.self)
        add(output.streams.sorted { $0.stream.id < $1.stream.id }, StreamTable.self)
        add(output.findings.map { (identifiers.finding($0.finding.key), $0) }, FindingTable.self)
        let transitions = output.transitions.enumerated().map { place, transition in
            (number + Int64(place) + 1, identifiers.finding(transition.key), transition)
        }
        add(transitions, FindingHistoryTable.self)
        for change in output.deadlines {
            take(
                Array(
                    "\(change.key.canonicalBytes(source: "")) \(String(describing: change.at))".utf8
                ))
        }
    }
}
