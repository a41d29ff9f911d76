import Postgres

/// The sums per account and hour that bound what `trueup.balance_at` reads.
///
/// They are stored once per block of positions, in the transaction that folds the block's last one,
/// out of the entries that stand in the tables by then. So nothing is kept in memory for them, and
/// how the log was cut into batches leaves no trace.
struct AccountHours {
    private let connection: Connection
    private let blockLength: Int64

    init(_ connection: Connection) throws(PostgresError) {
        self.connection = connection
        blockLength = try connection.query("SELECT projection.block_length()").onlyRow().int64(0)
    }

    /// Sums up the blocks that end between the generation's checkpoint and the new one; call it
    /// within the transaction that advances it, after the entries are written.
    func sumBlocks(of generation: Generation, through checkpoint: Int64) throws(PostgresError) {
        let (first, next) = (generation.checkpoint / blockLength, checkpoint / blockLength)
        guard first < next else { return }
        _ = try connection.query(
            "SELECT projection.sum_blocks($1, $2, $3, $4)",
            [
                .int32(generation.sourceID), .int32(generation.number), .int64(first),
                .int64(next - 1),
            ])
    }
}
