package import Postgres

/// The moment at which a rebuilt generation stands where the active one does, so that what differs
/// is the rebuild's doing alone.
package struct GenerationMeeting {
    let projector: Projector
    let store: GenerationStore

    /// Compares both as one moment saw them.
    ///
    /// The active projector's next commit waits while the rebuild folds the last events, not while
    /// the tables are compared: that happens in a snapshot.
    ///
    /// - Parameter open: Opens a connection beside the rebuild's own; called twice.
    package func compare(
        open: () throws -> Connection, take: (GenerationDifference) -> Void
    ) throws -> GenerationComparison {
        let (holding, reading) = (try open(), try open())
        defer {
            holding.close()
            reading.close()
        }
        return try reading.transaction(throwingAny: .repeatableRead, readOnly: true) {
            let active = try meet(holding: holding, reading: reading)
            return try GenerationComparison.compare(
                active, projector.generation, on: reading, take: take)
        }
    }

    /// The active generation as it stands when the snapshot of the open transaction is taken.
    private func meet(holding: Connection, reading: Connection) throws -> Generation {
        let source = projector.generation.sourceID
        return try holding.transaction(throwingAny: .readCommitted) {
            guard
                let active = try GenerationStore(connection: holding).lockActive(source: source)
            else { throw ProjectionError.inconsistent("no generation is active") }
            while try projector.foldBatch(upTo: active.checkpoint) > 0 {}
            try projector.follow(active)
            // The first statement of a repeatable-read transaction takes its snapshot.
            _ = try reading.query("SELECT 1")
            return active
        }
    }
}
