internal import Cryptography
package import Postgres

/// Recomputes every source's chain in one streaming pass and bounded memory.
///
/// Nothing here is shared with the SQL that wrote the chain: the formula stands twice, in
/// `log.append_events` and in `ChainLink`, so that a fault in one of them shows.
package struct ChainVerifier {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Verifies all sources, one after the other.
    package func verify() throws(PostgresError) -> [ChainVerification] {
        var verifications: [ChainVerification] = []
        for source in try LogReader(connection).sources() {
            verifications.append(try verify(source))
        }
        return verifications
    }

    /// Verifies a source as of one moment: events that are appended meanwhile are not looked at.
    package func verify(_ source: LogSource) throws(PostgresError) -> ChainVerification {
        try connection.transaction(.repeatableRead, readOnly: true) { () throws(PostgresError) in
            let head = try LogReader(connection).heads()
                .first { $0.sourceID == source.sourceID }
            var walk = ChainWalk(source: source, epochs: try epochs(of: source))
            try connection.stream(
                "SELECT \(ChainLink.columns) FROM log.event WHERE source_id = $1 ORDER BY position",
                [.int32(source.sourceID)]
            ) { row throws(PostgresError) in try walk.visit(row) }
            walk.arrive(at: head)
            return ChainVerification(
                source: source, head: head, intactEvents: walk.intactEvents,
                failure: walk.failure)
        }
    }

    private func epochs(of source: LogSource) throws(PostgresError) -> [EpochStart] {
        var epochs: [EpochStart] = []
        for row in try connection.query(
            "SELECT epoch, first_position FROM log.epoch WHERE source_id = $1 ORDER BY epoch",
            [.int32(source.sourceID)])
        {
            epochs.append(
                EpochStart(epoch: try row.int32(0), firstPosition: try row.int64(1)))
        }
        return epochs
    }
}

/// From which position on an epoch counts.
struct EpochStart: Hashable, Sendable {
    let epoch: Int32
    let firstPosition: Int64
}
