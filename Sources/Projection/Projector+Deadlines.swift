package import Events
package import Postgres
import Reconciliation

// Deadlines fire before the events that were received after them, and when a sweep finds them due:
// slice by slice, so that a transaction stays small however many fall due at once.

extension Projector {
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

    /// Whether time alone may have changed a judgement: some stored deadline has passed.
    package func hasDeadlineDue() throws(PostgresError) -> Bool {
        try connection.query(
            """
            SELECT EXISTS (SELECT FROM projection.deadline
                WHERE source_id = $1 AND generation = $2 AND due_at <= clock_timestamp())
            """, [.int32(generation.sourceID), .int32(generation.number)]
        ).onlyRow().bool(0)
    }

    /// The first of these events, before which no more deadlines fall due than belong into one
    /// transaction; when even the first has more before it, those fire by themselves.
    func withinOneSlice(_ events: [LoggedEvent]) throws -> [LoggedEvent] {
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

    func fireDeadlines(upTo now: Timestamp) throws {
        try fireDeadlines(upTo: now, storing: storeSlice)
    }

    /// Fires deadlines slice by slice, in the order and with the results of all at once.
    func fireDeadlines(
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

    func settledHead() throws(PostgresError) -> (Timestamp, Int64) {
        let row = try connection.query(
            "SELECT at, head FROM projection.settled_head($1)", [.int32(generation.sourceID)]
        ).onlyRow()
        return (try row.timestamp(0), try row.int64(1))
    }
}
