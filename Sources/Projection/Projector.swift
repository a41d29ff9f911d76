import Configuration
import EventLog
package import Events
import Ledger
package import Postgres
import Providers
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
    package private(set) var generation: Generation
    private let source: ProjectedSource
    private let limits: ProjectionLimits
    private let connection: Connection
    private let background: BackgroundWriter?
    private let store: GenerationStore
    private let reader: LogReader
    private let loader: ProjectionLoader
    private let identifiers: Identifiers
    private let settings: FoldSettings
    private var reconciler: Reconciler
    /// The generation as it is committed for certain.
    private(set) var stored: Generation
    /// The batch that the writer has in hand, and the generation once it is committed.
    private var underWay: (ticket: BackgroundWriter.Ticket, generation: Generation)?
    /// Up to here no batch is left under way, because the database refused a value of it.
    private var carefulUntil: Int64 = 0

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

    /// Folds the next batch and commits it, or leaves that to the writer; the number of events
    /// folded, 0 at the head with everything committed.
    package func foldBatch(upTo last: Int64? = nil) throws -> Int {
        // Within a transaction everything is a part of it.
        let mayRunAhead =
            background != nil && !connection.isInTransaction
            && generation.checkpoint >= carefulUntil
        return try foldBatch(
            atMost: limits.batchEvents, upTo: last, refused: [:], isAwaited: !mayRunAhead)
    }

    /// Waits until everything that was folded is committed.
    package func settle() throws {
        guard let (ticket, generation) = underWay else { return }
        underWay = nil
        try background?.wait(for: ticket)
        stored = generation
        reconciler.noteSettled()
    }

    /// Fires every deadline up to now, and returns that time.
    ///
    /// Reads the clock, folds up to the head of that time, then judges.
    @discardableResult
    package func sweep() throws -> Timestamp {
        let (now, head) = try settledHead()
        while generation.checkpoint < head { _ = try foldBatch(upTo: head) }
        try fireDeadlines(upTo: now)
        return now
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
                try foldInMemory(events, refused: [:])
                transitions += try reconciler.takeChanges().transitions
                generation.checkpoint = last.position
            }
            try fireDeadlines(upTo: now) { _ in
                transitions += try reconciler.takeChanges().transitions
            }
            return transitions
        }
    }

    private func foldBatch(
        atMost limit: Int32, upTo last: Int64?, refused: [Int64: String], isAwaited: Bool
    ) throws -> Int {
        do {
            return try foldNext(limit, upTo: last, refused: refused, isAwaited: isAwaited)
        } catch let error as PostgresError
            where error.isRefusedByProjection && !connection.isInTransaction
        {
            let reached = generation.checkpoint
            let folded = Int32(clamping: reached - stored.checkpoint)
            try settleUnlessRefused()
            // The rows never reached the tables; memory starts again from the checkpoint.
            startAgain()
            guard isAwaited else {
                // It may have been this batch or the one before: once more, one by one.
                carefulUntil = reached + Int64(limit)
                return try foldBatch(atMost: limit, upTo: last, refused: refused, isAwaited: true)
            }
            // There may have been fewer than the limit; none, when not even the folding came to
            // its end.
            let size = folded > 0 ? min(folded, limit) : limit
            if size > 1 {
                return try foldBatch(
                    atMost: size / 2, upTo: last, refused: refused, isAwaited: true)
            }
            let culprit = generation.checkpoint + 1
            guard refused[culprit] == nil else { throw error }
            // Another generation must say the same, so the partition's name has no place in it.
            let message = error.message.replacing("_g\(generation.number)", with: "")
            let reason = "the database refuses a value: \(message)"
            return try foldBatch(
                atMost: 1, upTo: last, refused: [culprit: reason], isAwaited: true)
        }
    }

    private func settleUnlessRefused() throws {
        do {
            try settle()
        } catch let error as PostgresError where error.isRefusedByProjection {}
    }

    private func foldNext(
        _ limit: Int32, upTo last: Int64?, refused: [Int64: String], isAwaited: Bool
    ) throws -> Int {
        var events = try reader.events(
            of: generation.sourceID, after: generation.checkpoint, limit: Int(limit))
        if let last, let newest = events.last, newest.position > last {
            events = Array(events.prefix { $0.position <= last })
        }
        events = try withinOneSlice(events)
        guard let newest = events.last else {
            try settle()
            return 0
        }
        try foldInMemory(events, refused: refused)
        let batch = try takeBatch(checkpoint: newest.position, judgedUntil: newest.receivedAt)
        if let background, !isAwaited {
            try submit(batch, to: background)
            guard reconciler.isFull(limits.cacheBytes) else { return events.count }
            try settle()
        } else {
            try commit(batch)
        }
        reconciler.forget(downTo: limits.cacheBytes)
        return events.count
    }

    /// Decodes, loads what the events touch, folds and judges them one position after another.
    private func foldInMemory(_ events: [LoggedEvent], refused: [Int64: String]) throws {
        let readings = events.map { event in
            refused[event.position].map { EventReading(event, refusedBecause: $0) }
                ?? EventReading(event, settings: settings.rules, decode: decode)
        }
        try supply(Prefetch(readings))
        for reading in readings {
            while let needs = reconciler.take(reading) { try supply(needs) }
        }
    }

    private func decode(_ event: LoggedEvent) throws(DecodeError) -> Interpretation {
        event.kind == .decision
            ? try interpret(decision: event) : try interpret(event, settings: settings.provider)
    }

    private func supply(_ prefetch: consuming Prefetch) throws {
        while let needs = prefetch.next(of: &reconciler) { try supply(needs) }
    }

    private func supply(_ needs: Needs) throws {
        try reconciler.supply(
            loader.supplies(needs, reconciler.books, limits.accountWindow), for: needs)
    }

    /// The first of these events, before which no more deadlines fall due than belong into one
    /// transaction; when even the first has more before it, those fire by themselves.
    private func withinOneSlice(_ events: [LoggedEvent]) throws -> [LoggedEvent] {
        var fired: Timestamp?
        while let newest = events.last,
            let end = try loader.sliceEnd(
                dueAfter: fired, upTo: newest.receivedAt, count: limits.deadlineSlice)
        {
            let first = events.prefix { $0.receivedAt <= end }
            if !first.isEmpty { return Array(first) }
            try fireSlice(upTo: end)
            try storeSlice(end)
            fired = end
        }
        return events
    }

    private func fireDeadlines(upTo now: Timestamp) throws {
        try fireDeadlines(upTo: now, storing: storeSlice)
    }

    /// Fires deadlines slice by slice, in the order and with the results of all at once.
    private func fireDeadlines(
        upTo now: Timestamp, storing store: (Timestamp) throws -> Void
    ) throws {
        var fired: Timestamp?
        while let end = try loader.sliceEnd(
            dueAfter: fired, upTo: now, count: limits.deadlineSlice)
        {
            try fireSlice(upTo: end)
            try store(end)
            fired = end
        }
        try fireSlice(upTo: now)
        try store(now)
    }

    private func fireSlice(upTo time: Timestamp) throws {
        try supply(Prefetch(until: time))
        while let needs = reconciler.advance(to: time) { try supply(needs) }
    }

    /// Commits what the deadlines changed, at the same position.
    private func storeSlice(_ time: Timestamp) throws {
        try commit(takeBatch(checkpoint: generation.checkpoint, judgedUntil: time))
        if !connection.isInTransaction { reconciler.forget(downTo: limits.cacheBytes) }
    }

    /// What was folded since the last batch; the memory goes on from there.
    private func takeBatch(checkpoint: Int64, judgedUntil: Timestamp) throws -> FoldedBatch {
        let batch = FoldedBatch(
            output: FoldOutput(try reconciler.takeChanges(), identifiers), checkpoint: checkpoint,
            judgedUntil: judgedUntil,
            before: generation, sourceName: source.name, identifiers: identifiers,
            leaseSeconds: limits.leaseSeconds)
        generation = batch.after
        return batch
    }

    /// Commits a batch after the one that is under way.
    private func commit(_ batch: FoldedBatch) throws {
        try settle()
        try inTransaction { try batch.write(on: connection) }
        reconciler.noteSettled()
        if !connection.isInTransaction { stored = batch.after }
    }

    /// Hands a batch to the writer, once the one before is committed.
    private func submit(_ batch: FoldedBatch, to background: BackgroundWriter) throws {
        try settle()
        let ticket = background.submit { connection in
            try connection.transaction(throwingAny: .readCommitted) {
                try batch.write(on: connection)
            }
        }
        underWay = (ticket, batch.after)
    }

    /// Runs the body in a transaction of its own, or in the one that is open: the switch of a
    /// re-projection folds the last events within its own.
    private func inTransaction(_ body: () throws -> Void) throws {
        if connection.isInTransaction { return try body() }
        try connection.transaction(throwingAny: .readCommitted, body)
    }

    private func settledHead() throws(PostgresError) -> (Timestamp, Int64) {
        let row = try connection.query(
            "SELECT at, head FROM projection.settled_head($1)", [.int32(generation.sourceID)]
        ).onlyRow()
        return (try row.timestamp(0), try row.int64(1))
    }
}

extension Projector {
    /// Whether time alone may have changed a judgement: some stored deadline has passed.
    package func hasDeadlineDue() throws(PostgresError) -> Bool {
        try connection.query(
            """
            SELECT EXISTS (SELECT FROM projection.deadline
                WHERE source_id = $1 AND generation = $2 AND due_at <= clock_timestamp())
            """, [.int32(generation.sourceID), .int32(generation.number)]
        ).onlyRow().bool(0)
    }
}

extension PostgresError {
    /// Something in an event makes a row that the database refuses; a missing partition, which
    /// comes as a violated check without a name, has nothing to do with any event.
    var isRefusedByProjection: Bool {
        isRefusedValue && !(sqlState == .checkViolation && constraint == nil)
    }
}

extension SQLState {
    fileprivate static let checkViolation = SQLState(rawValue: "23514")
}
