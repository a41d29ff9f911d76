import Configuration
import EventLog
import Events
import Postgres
import Providers
import Reconciliation

// The shell of `BatchMachine`: reads, folds, hands over, commits.

extension Projector {
    /// Folds the next batch and commits it, or leaves that to the writer; the number of events
    /// folded, 0 at the head with everything committed.
    ///
    /// What is done in which order, `BatchMachine` says.
    package func foldBatch(upTo last: Int64? = nil) throws -> Int {
        // Within a transaction everything is a part of it.
        let mayGoAhead = background != nil && !connection.isInTransaction
        var action = machine.begin(
            after: generation.checkpoint, limit: limits.batchEvents, mayGoAhead: mayGoAhead)
        var events: [LoggedEvent] = []
        var batch: FoldedBatch?
        var refusal: PostgresError?
        while true {
            do {
                switch action {
                case .read(let limit):
                    events = try read(limit, upTo: last)
                    action = machine.didRead(events.count)
                case .fold(let reason):
                    batch = try fold(events, refusing: reason)
                    action = machine.didFold()
                case .settle:
                    try settle()
                    action = machine.didSettle()
                case .submit, .commit:
                    if let batch { try write(batch, ahead: action == .submit) }
                    action = machine.didWrite()
                case .finish(let count):
                    if count > 0 { reconciler.forget(downTo: limits.cacheBytes) }
                    return count
                case .fail:
                    throw refusal ?? ProjectionError.inconsistent("nothing was refused")
                }
            } catch let error as PostgresError
                where error.isRefusedByProjection && !connection.isInTransaction && action != .fail
            {
                refusal = error
                action = try drop(refusedWith: error)
            }
        }
    }

    /// Nothing of what is not stored stays in memory; it is read again from the checkpoint.
    private func drop(refusedWith error: PostgresError) throws -> BatchMachine.Action {
        let (reached, folded) = (
            generation.checkpoint, generation.checkpoint - stored.checkpoint
        )
        do {
            try settle()
        } catch let error as PostgresError where error.isRefusedByProjection {}
        startAgain()
        // Another generation must say the same, so the partition's name has no place in it.
        let message = error.message.replacing("_g\(generation.number)", with: "")
        return machine.didRefuse(
            "the database refuses a value: \(message)", reached: reached, folded: folded)
    }

    private func read(_ limit: Int32, upTo last: Int64?) throws -> [LoggedEvent] {
        var events = try reader.events(
            of: generation.sourceID, after: generation.checkpoint, limit: Int(limit))
        if let last, let newest = events.last, newest.position > last {
            events = Array(events.prefix { $0.position <= last })
        }
        return try withinOneSlice(events)
    }

    private func fold(_ events: [LoggedEvent], refusing reason: String?) throws -> FoldedBatch? {
        guard let newest = events.last else { return nil }
        try foldInMemory(events, refusing: reason)
        return try takeBatch(checkpoint: newest.position, judgedUntil: newest.receivedAt)
    }

    /// Decodes, loads what the events touch, folds and judges them one position after another.
    ///
    /// Of one that the database refused only the reason is told.
    func foldInMemory(_ events: [LoggedEvent], refusing reason: String? = nil) throws {
        let readings = events.map { event in
            reason.map { EventReading(event, refusedBecause: $0) }
                ?? EventReading(event, settings: settings.rules) {
                    event throws(DecodeError) in try decode(event, settings: settings.provider)
                }
        }
        try supply(Prefetch(readings))
        for reading in readings {
            while let needs = reconciler.take(reading) { try supply(needs) }
        }
    }

    func supply(_ prefetch: consuming Prefetch) throws {
        while let needs = prefetch.next(of: &reconciler) { try supply(needs) }
    }

    func supply(_ needs: Needs) throws {
        try reconciler.supply(
            loader.supplies(needs, reconciler.books, limits.accountWindow), for: needs)
    }

    /// What was folded since the last batch; the memory goes on from there.
    func takeBatch(checkpoint: Int64, judgedUntil: Timestamp) throws -> FoldedBatch {
        let batch = FoldedBatch(
            output: FoldOutput(try reconciler.takeChanges(), identifiers), checkpoint: checkpoint,
            judgedUntil: judgedUntil,
            before: generation, sourceName: source.name, identifiers: identifiers,
            leaseSeconds: limits.leaseSeconds)
        generation = batch.after
        return batch
    }

    /// Commits a batch after the one that is under way.
    func commit(_ batch: FoldedBatch) throws {
        try settle()
        try inTransaction { try batch.write(on: connection) }
        reconciler.noteSettled()
        if !connection.isInTransaction { stored = batch.after }
    }

    /// Hands a batch to the writer, or commits it; the one before is settled.
    private func write(_ batch: FoldedBatch, ahead: Bool) throws {
        guard ahead, let background else { return try commit(batch) }
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
