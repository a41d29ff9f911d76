import Events
import Postgres

/// A batch as it goes to the tables: its rows, and the checkpoint that commits with them.
struct FoldedBatch: Sendable {
    let output: FoldOutput
    let checkpoint: Int64
    let judgedUntil: Timestamp
    /// The generation before the batch: the tables must be there.
    let before: Generation
    let sourceName: String
    let identifiers: Identifiers
    let leaseSeconds: Int32

    /// The generation once the batch is committed.
    var after: Generation {
        var after = before
        after.checkpoint = checkpoint
        after.judgedUntil = max(before.judgedUntil ?? judgedUntil, judgedUntil)
        after.transitions += Int64(output.transitions.count)
        return after
    }

    /// Writes everything; call it within a transaction.
    func write(on connection: Connection) throws {
        let after = after
        guard
            try GenerationStore(connection: connection).advance(
                before, checkpoint: checkpoint, judgedUntil: judgedUntil,
                transitions: after.transitions, leaseSeconds: leaseSeconds)
        else {
            throw ProjectionError.leaseLost(source: sourceName, generation: before.name)
        }
        let writer = ProjectionWriter(
            connection: connection, identifiers: identifiers, sourceID: before.sourceID,
            generation: before.number)
        try writer.write(output, transitionsBefore: before.transitions)
        try AccountHours(connection).sumBlocks(of: before, through: checkpoint)
    }
}
