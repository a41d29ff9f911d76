import Configuration
import EventLog
package import Events
import Ledger
package import Postgres
package import Reconciliation

/// Folds the log of one source into one generation, batch by batch; used by one thread.
///
/// Rows and checkpoint of a batch commit together under the lease's epoch: whoever lost the lease
/// fails instead of corrupting. After any error the memory is ahead of the tables, so throw the
/// projector away and open another: it goes on from the checkpoint.
///
/// With a writer one batch is written while the next is folded. What the batch under way changed
/// is then not in the tables yet, so all of it stays in memory until it is settled.
package final class Projector {
    /// How far the memory is folded: at most one batch ahead of the tables.
    package internal(set) var generation: Generation
    let source: ProjectedSource
    let limits: ProjectionLimits
    let connection: Connection
    let background: BackgroundWriter?
    let store: GenerationStore
    let reader: LogReader
    let loader: ProjectionLoader
    let identifiers: Identifiers
    let settings: FoldSettings
    var reconciler: Reconciler
    /// The generation as it is committed for certain.
    var stored: Generation
    /// The batch that the writer has in hand, and the generation once it is committed.
    var underWay: (ticket: BackgroundWriter.Ticket, generation: Generation)?
    var machine = BatchMachine()

    /// `generation` must be owned: see `GenerationStore.acquire`.
    ///
    /// Without a writer in the background every batch is committed before the next is folded.
    package init(
        _ generation: Generation, of source: ProjectedSource, connection: Connection,
        limits: ProjectionLimits = ProjectionLimits(), background: BackgroundWriter? = nil
    ) throws {
        self.generation = generation
        stored = generation
        self.source = source
        self.limits = limits
        self.connection = connection
        self.background = background
        store = GenerationStore(connection: connection)
        reader = LogReader(connection)
        do {
            settings = try FoldSettings(stored: generation.settings, sourceName: source.name)
        } catch {
            throw ProjectionError.settingsUnreadable("\(error)")
        }
        identifiers = Identifiers(source: source.name)
        loader = ProjectionLoader(
            connection: connection, sourceID: generation.sourceID, generation: generation.number)
        // The owner reads its checkpoint together with the lease: at 0 no row was ever written.
        reconciler = Reconciler(
            policy: settings.ledger, rules: settings.rules, window: limits.accountWindow,
            stored: generation.checkpoint == 0
                ? StoredIdentifiers(bytes: limits.cacheBytes / 16) : .unknown)
        try connection.execute(ProjectionSession.settings)
    }

    /// Waits until everything that was folded is committed.
    package func settle() throws {
        guard let (ticket, generation) = underWay else { return }
        underWay = nil
        try background?.wait(for: ticket)
        stored = generation
        reconciler.noteSettled()
    }

    /// Comes as far as another generation of the source that holds still: its checkpoint, and the
    /// deadlines that it has fired.
    func follow(_ other: Generation) throws {
        while generation.checkpoint < other.checkpoint { _ = try foldBatch(upTo: other.checkpoint) }
        // Whoever compares the two reads the tables, not this memory.
        try settle()
        // It fired them at its checkpoint, so nothing received before them is still to be folded.
        guard let until = other.judgedUntil, generation.judgedUntil.map({ $0 < until }) ?? true
        else { return }
        try fireDeadlines(upTo: until)
    }

    /// Begins again from what is stored, after a transaction that was rolled back.
    func startAgain() {
        reconciler.startAgain()
        generation = stored
    }

    /// What a sweep at `now` would change, folded and judged in memory alone; nothing is stored,
    /// and the projector is of no use afterwards.
    package func previewSweep(at now: Timestamp) throws -> [FindingTransition] {
        // One snapshot: the owner may fold on meanwhile.
        try connection.transaction(throwingAny: .repeatableRead, readOnly: true) {
            let all = try store.all(source: generation.sourceID)
            if let latest = all.first(where: { $0.number == generation.number }) {
                generation = latest
                // Its owner may have written since this projector was opened.
                reconciler = Reconciler(
                    policy: settings.ledger, rules: settings.rules,
                    window: limits.accountWindow, stored: .unknown)
            }
            var transitions: [FindingTransition] = []
            while true {
                let events = try reader.events(
                    of: generation.sourceID, after: generation.checkpoint,
                    limit: Int(limits.batchEvents))
                guard let last = events.last else { break }
                try foldInMemory(events)
                transitions += try reconciler.takeChanges().transitions
                generation.checkpoint = last.position
            }
            try fireDeadlines(upTo: now) { _ in
                transitions += try reconciler.takeChanges().transitions
            }
            return transitions
        }
    }
}
